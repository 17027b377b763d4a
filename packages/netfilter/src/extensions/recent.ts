import { refuse } from '../result.ts';
import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type OptionProblem } from './definition.ts';
import type { Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { prefix, type Prefix } from './kinds/prefix.ts';
import { text } from './kinds/text.ts';

const U32 = 0xffff_ffff;
/** What is asked of a list; noting and forgetting ask nothing (xt_recent.c). */
const QUESTIONS = ['--seconds', '--reap', '--hitcount', '--rttl'];
const ACTIONS = ['--set', '--rcheck', '--update', '--remove'];

const address = prefix({ whole: 'bare' });

/** An address whose bits count; unlike elsewhere, it has no length. */
const listMask: Kind<Prefix> = {
  ...address,
  like: ['255.255.255.0', 'ffff:ffff::'],
  parse(words, family) {
    const [word = ''] = words;
    const want = family === 'ipv4' ? 'a mask like 255.255.255.0' : 'a mask like ffff:ffff::';
    return word.includes('/') ? refuse({ found: word, want }) : address.parse(words, family);
  },
};

function action(name: string, label: string, reads: string, readsNot: string): OptionDefinition {
  return { names: [name], kind: flag, negatable: true, label, reads, readsNot };
}

const SIDES = ['--rsource', '--rdest'];

/** The list's name and which address it holds are always printed; of two addresses the last counts. */
function withDefaults(options: readonly OptionUse[]): readonly OptionUse[] {
  const side = options.findLast(({ name }) => SIDES.includes(name));
  const others = options.filter(({ name }) => !SIDES.includes(name));
  return [...others, side ?? { name: '--rsource', negated: false, values: [] }];
}

/** Each list is a file in /proc/net/xt_recent. */
function nameProblem(options: readonly OptionUse[]): OptionProblem | null {
  const found = options.find(({ name }) => name === '--name')?.values[0] ?? '';
  return found.includes('/') ? { option: '--name', found, want: 'a name without /' } : null;
}

/** `-m recent`: lists of addresses that rules write and read. */
export const recent = defineMatch({
  name: 'recent',
  help: 'Lists of addresses seen lately, which rules write and read',
  varies: true,
  // `--mask` fills 4 of the 16 bytes; without it all 16 are set.
  hidesFromWords: true,
  requires: [ACTIONS],
  excludes: [ACTIONS, ...['--set', '--remove'].flatMap((name) => QUESTIONS.map((other) => [name, other]))],
  completes: withDefaults,
  problem: nameProblem,
  options: [
    action('--set', 'recent set', 'noting its address', 'without noting its address'),
    action('--rcheck', 'recent check', 'whose address is noted', 'whose address is not noted'),
    action('--update', 'recent update', 'whose address is noted (and noted anew)', 'whose address is not noted'),
    action('--remove', 'recent remove', 'whose address is noted (and then forgotten)', 'whose address is not noted'),
    { names: ['--seconds'], kind: number({ min: 1, max: U32 }), detail: true, reads: 'within {} seconds' },
    { names: ['--reap'], kind: flag, needs: '--seconds', detail: true, reads: 'old entries forgotten' },
    { names: ['--hitcount'], kind: number({ max: U32 }), detail: true, reads: 'at least {} times' },
    { names: ['--rttl'], kind: flag, detail: true, reads: 'with the same time to live' },
    {
      names: ['--name'],
      kind: text({ quoting: 'never', min: 1, max: 199 }),
      implies: 'DEFAULT',
      detail: true,
      reads: 'in the list {}',
    },
    {
      names: ['--mask'],
      title: 'Addresses are cut by the mask',
      kind: listMask,
      implies: (family) => (family === 'ipv4' ? '255.255.255.255' : 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
      detail: true,
      reads: '',
    },
    { names: ['--rsource'], title: 'By source address', kind: flag, detail: true, reads: '' },
    { names: ['--rdest'], title: 'By destination address', kind: flag, detail: true, reads: 'by destination' },
  ],
});
