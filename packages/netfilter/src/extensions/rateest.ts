import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition } from './definition.ts';
import { bitRate } from './kinds/bit-rate.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { text } from './kinds/text.ts';

const TITLES: Readonly<Record<string, string>> = { bps: 'Bits per second', pps: 'Packets per second' };

const UNITS = [
  { name: 'bps', zero: '0bit', kind: bitRate },
  { name: 'pps', zero: '0', kind: { ...number({ max: 0xffff_ffff }), optional: true as const } },
] as const;

type Unit = (typeof UNITS)[number];

const MODES = ['--rateest-lt', '--rateest-gt', '--rateest-eq'];
const NAMES = ['--rateest1', '--rateest'];
const RATES = UNITS.flatMap(({ name }) => ['', '1', '2'].map((suffix) => `--rateest-${name}${suffix}`));

/** The rates of one unit as the tool prints them: two of a difference, one of a fixed bound, none between estimators. */
function ratesOf({ name, zero }: Unit, options: readonly OptionUse[]): readonly OptionUse[] {
  const find = (...suffixes: readonly string[]): OptionUse | undefined =>
    options.find((use) => suffixes.some((suffix) => use.name === `--rateest-${name}${suffix}`));
  const rate = (suffix: string, given: OptionUse | undefined): OptionUse => ({
    name: `--rateest-${name}${suffix}`,
    negated: false,
    values: given && given.values.length > 0 ? given.values : [zero],
  });
  const [first, second] = [find('1'), find('2', '')];
  if (!first && !second) return [];
  if (options.some((use) => use.name === '--rateest-delta')) return [rate('1', first), rate('2', second)];
  const isBetween = options.some((use) => use.name === '--rateest2');
  return [isBetween ? { ...rate('', second), values: [] } : rate('', second)];
}

/** One estimator is `--rateest`, the first of two `--rateest1`. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const name = options.some((use) => use.name === '--rateest2') ? '--rateest1' : '--rateest';
  const others = options
    .filter((use) => !RATES.includes(use.name))
    .map((use) => (NAMES.includes(use.name) ? { ...use, name } : use));
  return [...others, ...UNITS.flatMap((unit) => ratesOf(unit, options))];
}

function estimator(name: string, label: string, reads: string): OptionDefinition {
  return {
    names: [name],
    title: `Name of the ${name === '--rateest2' ? 'other rate' : 'rate'}`,
    kind: text({ quoting: 'never', min: 1, keeps: 15 }),
    label,
    reads,
  };
}

function mode(name: string, label: string, words: string): OptionDefinition {
  return {
    names: [name],
    kind: flag,
    negatable: true,
    label,
    reads: `is ${words}`,
    readsNot: `is not ${words}`,
  };
}

const rates = (suffix: string, reads: string): OptionDefinition[] =>
  UNITS.map(({ name, kind }) => ({
    names: [`--rateest-${name}${suffix}`],
    kind,
    label: name,
    title: `${TITLES[name]}${suffix === '' ? '' : `, rate ${suffix}`}`,
    reads,
  }));

/** `-m rateest`: how a rate that `-j RATEEST` estimates compares with a bound or with another one. */
export const rateest = defineMatch({
  name: 'rateest',
  help: 'How a rate that the target RATEEST estimates compares with a bound or with another one',
  varies: true,
  isPace: true,
  requires: [NAMES, MODES, RATES],
  excludes: [
    NAMES,
    MODES,
    ...['', '1', '2'].map((suffix) => UNITS.map(({ name }) => `--rateest-${name}${suffix}`)),
    ...UNITS.map(({ name }) => [`--rateest-${name}`, `--rateest-${name}2`]),
  ],
  completes: asStored,
  options: [
    { names: ['--rateest-delta'], kind: flag, detail: true, reads: 'by how much each falls short:' },
    estimator('--rateest1', 'rate', 'when the rate {}'),
    estimator('--rateest', 'rate', 'when the rate {}'),
    ...rates('1', 'short of {}'),
    mode('--rateest-lt', '<', 'below'),
    mode('--rateest-gt', '>', 'above'),
    mode('--rateest-eq', '=', 'equal to'),
    ...rates('', '{}'),
    ...rates('2', 'short of {}'),
    estimator('--rateest2', 'rate', 'the rate {}'),
  ],
});
