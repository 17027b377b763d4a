import { defineMatch, type Rewrite } from './definition.ts';
import { CLASS_WANT, classWords, dscp as codePoint } from './kinds/dscp.ts';

const byClass: Rewrite = {
  words: 1,
  negatable: true,
  want: CLASS_WANT,
  to([word = '']) {
    const values = classWords(word);
    return values && { name: '--dscp', values };
  },
};

/** `-m dscp`: the packet's differentiated services code point. */
export const dscp = defineMatch({
  name: 'dscp',
  help: 'The packet’s differentiated services code point (DiffServ)',
  requires: [['--dscp']],
  rewrites: { '--dscp-class': byClass },
  options: [
    {
      names: ['--dscp'],
      kind: codePoint,
      negatable: true,
      tests: 'tos',
      label: 'dscp',
      reads: 'with DSCP {}',
      readsNot: 'with another DSCP than {}',
    },
  ],
});
