import type { OptionUse } from '../rule.ts';
import { ok, refuse } from '../result.ts';
import { defineMatch } from './definition.ts';
import type { Kind } from './kind.ts';
import { bigNumber } from './kinds/big-number.ts';
import { choice } from './kinds/words.ts';

/** So many or more; up to so many, where an upper bound is given. */
interface Amount {
  readonly from: bigint;
  readonly to: bigint | null;
}

const U64 = (1n << 64n) - 1n;

/** An end of the range; an empty one is the least or the greatest number. */
function readEnd(word: string | undefined, otherwise: bigint): bigint | undefined {
  if (word === undefined || word === '') return otherwise;
  const value = bigNumber.parse([word], 'ipv4');
  return value.ok ? value.value : undefined;
}

/** `1000`, `1000:`, `1000:2000`. An upper bound of 0 is the tool's word for none. */
const amount: Kind<Amount> = {
  words: 1,
  quoting: 'never',
  like: ['1000:2000', '1000:'],
  parse([word = '']) {
    const [left = '', right, more] = word.split(':');
    const from = left === '' && right === undefined ? undefined : readEnd(left, 0n);
    const to = readEnd(right, U64);
    if (from === undefined || to === undefined || more !== undefined || from > to || word === ':') {
      return refuse({ found: word, want: 'a number, or two with : between them, the smaller first, like 1000:2000' });
    }
    return ok({ from, to: to === 0n || to === U64 ? null : to });
  },
  print: ({ from, to }) => [to === null ? String(from) : `${from}:${to}`],
  read: ({ from, to }) => (to === null ? `at least ${from}` : `${from} to ${to}`),
};

/** The tool keeps a negated range as one that is upside down, so that it forgets the `!` before equal ends. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  return options.map((use) => {
    const value = use.name === '--connbytes' ? amount.parse(use.values, 'ipv4') : undefined;
    const isOne = value?.ok === true && value.value.from === value.value.to;
    const isNothing = value?.ok === true && value.value.from === 0n && /:0+$/.test(use.values[0] ?? '');
    return isOne || isNothing ? { ...use, negated: false } : use;
  });
}

const DIRECTIONS: Readonly<Record<string, string>> = {
  original: 'the original direction',
  reply: 'the reply direction',
  both: 'both directions',
};

/** `-m connbytes`: how much a connection has carried. */
export const connbytes = defineMatch({
  name: 'connbytes',
  help: 'How many bytes or packets the connection has carried',
  varies: true,
  tracks: true,
  requires: [['--connbytes'], ['--connbytes-mode'], ['--connbytes-dir']],
  completes: asStored,
  options: [
    {
      names: ['--connbytes'],
      kind: amount,
      negatable: true,
      label: 'carried',
      reads: 'of a connection that has carried {}',
      readsNot: 'of a connection that has not carried {}',
    },
    {
      names: ['--connbytes-mode'],
      kind: choice({
        of: ['packets', 'bytes', 'avgpkt'],
        case: 'exact',
        readings: { avgpkt: 'bytes a packet on average' },
      }),
      reads: 'counted in {}',
    },
    {
      names: ['--connbytes-dir'],
      kind: choice({ of: ['original', 'reply', 'both'], case: 'exact', readings: DIRECTIONS }),
      detail: true,
      reads: 'in {}',
    },
  ],
});
