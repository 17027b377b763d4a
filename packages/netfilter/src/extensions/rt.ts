import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionProblem } from './definition.ts';
import { ipv6List } from './kinds/address-list.ts';
import { flag } from './kinds/flag.ts';
import { number, numberRange, readNumber } from './kinds/number.ts';

const U32 = 0xffff_ffff;

/** How many addresses the kernel compares. */
const MOST_HOPS = 16;

const saysTypeZero = ({ name, negated, values }: OptionUse): boolean =>
  name === '--rt-type' && !negated && readNumber(values[0] ?? '') === 0;

/** What belongs to a header of type 0 wants the type before it, and the addresses before what is said of them. */
function problem(options: readonly OptionUse[]): OptionProblem | null {
  const type = options.findIndex(saysTypeZero);
  const addresses = options.findIndex(({ name }) => name === '--rt-0-addrs');
  for (const [at, { name, values }] of options.entries()) {
    const found = values.join(' ');
    if (name.startsWith('--rt-0-') && (type < 0 || type > at)) {
      return { option: name, found, want: '--rt-type 0 before it' };
    }
    if (name === '--rt-0-not-strict' && addresses > at) return { option: name, found, want: '--rt-0-addrs before it' };
  }
  return null;
}

/** `-m rt`: the routing header of an IPv6 packet. */
export const rt = defineMatch({
  name: 'rt',
  help: 'The routing header of an IPv6 packet',
  families: ['ipv6'],
  label: 'routing header',
  reads: 'with a routing header',
  problem,
  options: [
    {
      names: ['--rt-type'],
      kind: number({ max: U32 }),
      negatable: true,
      label: 'rt type',
      reads: 'with a routing header of type {}',
      readsNot: 'with a routing header of another type than {}',
    },
    {
      names: ['--rt-segsleft'],
      kind: numberRange({ max: U32, separator: ':', order: 'any' }),
      negatable: true,
      omits: `0:${U32}`,
      omitsNegated: true,
      label: 'rt left',
      reads: 'with {} hops left in it',
      readsNot: 'with other than {} hops left in it',
    },
    {
      names: ['--rt-len'],
      kind: number({ max: U32 }),
      negatable: true,
      label: 'rt length',
      reads: 'its routing header of length {}',
      readsNot: 'its routing header not of length {}',
    },
    { names: ['--rt-0-res'], kind: flag, needs: '--rt-type', detail: true, reads: 'the reserved field looked at' },
    {
      names: ['--rt-0-addrs'],
      kind: ipv6List(MOST_HOPS),
      needs: '--rt-type',
      label: 'via',
      reads: 'routed via {}',
    },
    {
      names: ['--rt-0-not-strict'],
      kind: flag,
      needs: '--rt-0-addrs',
      detail: true,
      reads: 'other hops between them allowed',
    },
  ],
});
