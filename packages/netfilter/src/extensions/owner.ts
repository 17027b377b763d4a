import { ok, refuse } from '../result.ts';
import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionProblem } from './definition.ts';
import type { Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { numberRange } from './kinds/number.ts';

const HIGHEST_ID = 0xffff_fffe;
const ids = numberRange({ max: HIGHEST_ID, separator: '-' });

/** A user or group by number, range or name; only `root` is the same number on every host. */
const account: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['root', '1000-1999'],
  parse(words, family) {
    const [word = ''] = words;
    if (/^[a-z_][\w.-]*\$?$/i.test(word)) return ok(word === 'root' ? '0' : word);
    const range = ids.parse(words, family);
    if (!range.ok) return refuse({ found: word, want: 'a name, a number, or a range like 1000-1999' });
    return ok(ids.print(range.value, family)[0] ?? word);
  },
  lookup: (value) => (/^\d/.test(value) ? undefined : value),
  print: (value) => [value],
  read: (value) => value,
};

/** The tool reads the options in the order in which they stand. */
function problem(options: readonly OptionUse[]): OptionProblem | null {
  const at = (name: string): number => options.findIndex((use) => use.name === name);
  return at('--suppl-groups') >= 0 && at('--suppl-groups') < at('--gid-owner')
    ? { option: '--suppl-groups', found: 'it', want: '--gid-owner before it' }
    : null;
}

/** `-m owner`: who sent a packet of this host. */
export const owner = defineMatch({
  name: 'owner',
  help: 'Which user or group of this host sent the packet',
  requires: [['--uid-owner', '--gid-owner', '--socket-exists']],
  problem,
  options: [
    {
      names: ['--socket-exists'],
      kind: flag,
      negatable: true,
      label: 'with socket',
      reads: 'from a socket',
      readsNot: 'not from a socket',
    },
    {
      names: ['--uid-owner'],
      kind: account,
      negatable: true,
      label: 'uid',
      reads: 'sent by user {}',
      readsNot: 'not sent by user {}',
    },
    {
      names: ['--gid-owner'],
      kind: account,
      negatable: true,
      label: 'gid',
      reads: 'sent by group {}',
      readsNot: 'not sent by group {}',
    },
    {
      names: ['--suppl-groups'],
      kind: flag,
      needs: '--gid-owner',
      detail: true,
      reads: 'supplementary groups included',
    },
  ],
  place: () => ({ hooks: ['OUTPUT', 'POSTROUTING'] }),
});
