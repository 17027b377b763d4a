import type { OptionUse } from '../rule.ts';
import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { maskLength } from './kinds/mask-length.ts';
import { number } from './kinds/number.ts';
import { withoutNegation } from './opposites.ts';

const U32 = 0xffff_ffff;
const BOUNDS = ['--connlimit-upto', '--connlimit-above'] as const;
const SIDES = ['--connlimit-saddr', '--connlimit-daddr'];

/** Connections are counted by source. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const stored = withoutNegation(options, BOUNDS);
  const hasSide = stored.some(({ name }) => SIDES.includes(name));
  return hasSide ? stored : [...stored, { name: '--connlimit-saddr', negated: false, values: [] }];
}

/** `-m connlimit`: how many connections a host or network has open. */
export const connlimit = defineMatch({
  name: 'connlimit',
  help: 'How many connections a host or network has open',
  varies: true,
  // `--connlimit-mask` fills 4 of the 16 bytes; without it all 16 are set.
  hidesFromWords: true,
  tracks: true,
  requires: [BOUNDS],
  excludes: [BOUNDS, SIDES],
  completes: asStored,
  options: [
    {
      names: ['--connlimit-upto'],
      title: 'At most so many connections',
      kind: number({ max: U32 }),
      negatable: true,
      label: 'conns ≤',
      reads: 'whose sender has at most {} connections',
      readsNot: 'whose sender has more than {} connections',
    },
    {
      names: ['--connlimit-above'],
      title: 'More than so many connections',
      kind: number({ max: U32 }),
      negatable: true,
      label: 'conns >',
      reads: 'whose sender has more than {} connections',
      readsNot: 'whose sender has at most {} connections',
    },
    {
      names: ['--connlimit-mask'],
      kind: maskLength,
      implies: (family) => (family === 'ipv4' ? '32' : '128'),
      detail: true,
      reads: 'counted by networks of length {}',
    },
    { names: ['--connlimit-saddr'], title: 'Counted by source', kind: flag, detail: true, reads: '' },
    {
      names: ['--connlimit-daddr'],
      title: 'Counted by destination',
      kind: flag,
      detail: true,
      reads: 'counted by destination instead',
    },
  ],
});
