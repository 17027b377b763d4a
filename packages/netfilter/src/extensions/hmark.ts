import type { Family } from '../family.ts';
import type { OptionUse } from '../rule.ts';
import { defineTarget, type OptionDefinition, type OptionProblem } from './definition.ts';
import type { Kind } from './kind.ts';
import { maskLength } from './kinds/mask-length.ts';
import { number } from './kinds/number.ts';
import { listed } from './kinds/ports.ts';
import { wordList } from './kinds/words.ts';

const U16 = 0xffff;
const U32 = 0xffff_ffff;
const TUPLE = '--hmark-tuple';

/** Parts of a packet, each with the option that takes all bits of it. The tool takes the first that begins so. */
const PARTS: readonly (readonly [string, string | null, string])[] = [
  ['ct', null, ''],
  ['src', '--hmark-src-prefix', 'whole'],
  ['dst', '--hmark-dst-prefix', 'whole'],
  ['sport', '--hmark-sport-mask', '0xffff'],
  ['dport', '--hmark-dport-mask', '0xffff'],
  ['proto', '--hmark-proto-mask', '0xffff'],
  ['spi', '--hmark-spi-mask', '0xffffffff'],
];

const findPart = (word: string): (typeof PARTS)[number] | undefined =>
  word === '' ? undefined : PARTS.find(([name]) => name.startsWith(word.toLowerCase()));

const use = (name: string, value: string): OptionUse => ({ name, negated: false, values: [value] });

/** A tuple is stored as whole masks; only `ct` stays one. */
function asStored(options: readonly OptionUse[], family: Family): readonly OptionUse[] {
  const tuple = options.find(({ name }) => name === TUPLE)?.values[0];
  const parts = tuple === undefined ? [] : tuple.split(',').map(findPart);
  const whole = family === 'ipv4' ? '32' : '128';
  const masks = parts.flatMap((part) => (part?.[1] ? [use(part[1], part[2] === 'whole' ? whole : part[2])] : []));
  const isTracked = parts.some((part) => part?.[1] === null);
  const others = options.filter(({ name }) => name !== TUPLE && masks.every((each) => each.name !== name));
  return [...others, ...masks, ...(isTracked ? [use(TUPLE, 'ct')] : [])];
}

function problem(options: readonly OptionUse[], family: Family): OptionProblem | null {
  const stored = asStored(options, family);
  const has = (name: string): boolean => stored.some((each) => each.name === name);
  if (has('--hmark-spi-mask') && (has('--hmark-sport-mask') || has('--hmark-dport-mask'))) {
    return { option: '--hmark-spi-mask', found: 'a mask of the SPI', want: 'it without masks of ports' };
  }
  if (has('--hmark-spi') && (has('--hmark-sport') || has('--hmark-dport'))) {
    return { option: '--hmark-spi', found: 'an SPI', want: 'it without ports' };
  }
  return null;
}

/** Tuple words; a word may be cut short. */
const tupleWords: Kind<readonly string[]> = {
  ...wordList(PARTS.map(([name]) => name)),
  parse(words, family) {
    const [word = ''] = words;
    const spelled = word.split(',').map((part) => findPart(part)?.[0] ?? part);
    return wordList(PARTS.map(([name]) => name)).parse([spelled.join(',')], family);
  },
  read: (words) => listed(words, 'and'),
};

function hexNumber(max: number, digits: number): Kind<number> {
  return { ...number({ max }), print: (value) => [`0x${value.toString(16).padStart(digits, '0')}`] };
}

function ingredient(name: string, kind: Kind<number>, reads: string): OptionDefinition {
  return { names: [`--hmark-${name}`], kind, detail: true, reads };
}

/** `-j HMARK`: marks packets of one flow alike, by a hash. */
export const HMARK = defineTarget({
  name: 'HMARK',
  help: 'Marks packets of one flow alike, by a hash',
  requires: [
    ['--hmark-mod'],
    ['--hmark-rnd'],
    [
      TUPLE,
      '--hmark-src-prefix',
      '--hmark-dst-prefix',
      '--hmark-sport-mask',
      '--hmark-dport-mask',
      '--hmark-spi-mask',
      '--hmark-sport',
      '--hmark-dport',
      '--hmark-spi',
      '--hmark-proto-mask',
    ],
  ],
  completes: asStored,
  problem,
  outcome: 'other',
  ends: false,
  writes: ['mark'],
  reads: 'gets a mark by the hash of its flow',
  options: [
    ingredient('src-prefix', maskLength, '{} bits of the source counted'),
    ingredient('dst-prefix', maskLength, '{} bits of the destination counted'),
    ingredient('sport-mask', hexNumber(U16, 4), 'the source port within {}'),
    ingredient('dport-mask', hexNumber(U16, 4), 'the destination port within {}'),
    ingredient('spi-mask', hexNumber(U32, 8), 'the SPI within {}'),
    ingredient('sport', hexNumber(U16, 4), 'the source port taken as {}'),
    ingredient('dport', hexNumber(U16, 4), 'the destination port taken as {}'),
    ingredient('spi', hexNumber(U32, 8), 'the SPI taken as {}'),
    ingredient('proto-mask', hexNumber(U16, 2), 'the protocol within {}'),
    ingredient('rnd', hexNumber(U32, 8), 'with seed {}'),
    { names: ['--hmark-mod'], kind: number({ min: 1, max: U32 }), label: 'marks', reads: 'one of {} marks' },
    { names: ['--hmark-offset'], kind: number({ max: U32 }), label: 'from', reads: 'beginning with {}' },
    { names: [TUPLE], kind: tupleWords, label: 'by', reads: 'by {}' },
  ],
});
