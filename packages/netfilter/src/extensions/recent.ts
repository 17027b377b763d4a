import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type OptionProblem } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { prefix } from './kinds/prefix.ts';
import { text } from './kinds/text.ts';

const U32 = 0xffff_ffff;
const ACTIONS = ['--set', '--rcheck', '--update', '--remove'];

function action(name: string, label: string, reads: string, readsNot: string): OptionDefinition {
  return { names: [name], kind: flag, negatable: true, label, reads, readsNot };
}

/** The list's name and which address it holds are always printed. */
function withDefaults(options: readonly OptionUse[]): readonly OptionUse[] {
  const hasSide = options.some(({ name }) => name === '--rsource' || name === '--rdest');
  return hasSide ? options : [...options, { name: '--rsource', negated: false, values: [] }];
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
  excludes: [ACTIONS, ['--set', '--rttl']],
  completes: withDefaults,
  problem: nameProblem,
  options: [
    action('--set', 'recent set', 'noting its address', 'without noting its address'),
    action('--rcheck', 'recent check', 'whose address is noted', 'whose address is not noted'),
    action('--update', 'recent update', 'whose address is noted (and noted anew)', 'whose address is not noted'),
    action('--remove', 'recent remove', 'whose address is noted (and then forgotten)', 'whose address is not noted'),
    { names: ['--seconds'], kind: number({ min: 1, max: U32 }), detail: true, reads: 'within {} seconds' },
    { names: ['--reap'], kind: flag, detail: true, reads: 'old entries forgotten' },
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
      kind: prefix({ whole: 'bare' }),
      implies: (family) => (family === 'ipv4' ? '255.255.255.255' : 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff'),
      detail: true,
      reads: '',
    },
    { names: ['--rsource'], title: 'By source address', kind: flag, detail: true, reads: '' },
    { names: ['--rdest'], title: 'By destination address', kind: flag, detail: true, reads: 'by destination' },
  ],
});
