import { defineMatch } from './definition.ts';
import { wordSet } from './kinds/words.ts';

/** `-m state`: the older spelling of `conntrack --ctstate`. */
export const state = defineMatch({
  name: 'state',
  help: 'The older spelling of conntrack --ctstate',
  tracks: true,
  requires: [['--state']],
  options: [
    {
      names: ['--state'],
      kind: wordSet({ order: ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED'], shortens: true }),
      negatable: true,
      tests: 'states',
      label: 'ct',
      reads: 'in connection state {}',
      readsNot: 'not in connection state {}',
    },
  ],
});
