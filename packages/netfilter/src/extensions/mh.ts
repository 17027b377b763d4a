import { ok, refuse } from '../result.ts';
import { defineMatch } from './definition.ts';
import type { Kind } from './kind.ts';
import { readNumber } from './kinds/number.ts';

/** Types by number, each with its long and its short name. */
const NAMES = [
  ['binding-refresh-request', 'brr'],
  ['home-test-init', 'hoti'],
  ['careof-test-init', 'coti'],
  ['home-test', 'hot'],
  ['careof-test', 'cot'],
  ['binding-update', 'bu'],
  ['binding-acknowledgement', 'ba'],
  ['binding-error', 'be'],
] as const;
const LAST_TYPE = 255;

/** The first name that begins so, in any case, unless one is exactly so. */
function readType(word: string, otherwise: number): number | undefined {
  if (word === '') return otherwise;
  const lower = word.toLowerCase();
  const exact = NAMES.findIndex((names) => names.some((name) => name === lower));
  const first = exact >= 0 ? exact : NAMES.findIndex((names) => names.some((name) => name.startsWith(lower)));
  const number = first >= 0 ? first : readNumber(word);
  return number === undefined || number > LAST_TYPE ? undefined : number;
}

const spoken = (type: number): string => NAMES[type]?.[0] ?? String(type);

/** A type or range of types. */
const types: Kind<readonly [number, number]> = {
  words: 1,
  quoting: 'never',
  like: ['binding-update', '0:5'],
  parse([word = '']) {
    const [left = '', right, more] = word.split(':');
    const from = readType(left, 0);
    const to = right === undefined ? from : readType(right, LAST_TYPE);
    const isRight = word !== '' && more === undefined && from !== undefined && to !== undefined && from <= to;
    return isRight
      ? ok([from, to] as const)
      : refuse({ found: word, want: 'a type from 0 to 255, a range, or a name like binding-update' });
  },
  print: ([from, to]) => [from === to ? String(from) : `${from}:${to}`],
  read: ([from, to]) => (from === to ? spoken(from) : `${spoken(from)} to ${spoken(to)}`),
};

/** `-m mh`: the type of a message of mobile IPv6. */
export const mh = defineMatch({
  name: 'mh',
  help: 'The type of a message of mobile IPv6',
  families: ['ipv6'],
  protocols: ['mobility-header'],
  options: [
    {
      names: ['--mh-type'],
      kind: types,
      negatable: true,
      omits: `0:${LAST_TYPE}`,
      omitsNegated: true,
      label: 'type',
      reads: 'of type {}',
      readsNot: 'not of type {}',
    },
  ],
});
