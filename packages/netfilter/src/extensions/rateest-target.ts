import type { OptionUse } from '../rule.ts';
import { defineTarget, type OptionProblem } from './definition.ts';
import { printShortTime, readShortTime, shortTime } from './kinds/short-time.ts';
import { text } from './kinds/text.ts';

const INTERVAL = '--rateest-interval';
const AVERAGE = '--rateest-ewmalog';

/** The kernel knows six intervals: a quarter of a second, each next one twice as long. */
const SHORTEST = 250_000;
const INTERVALS = 6;
const MOST_HALVINGS = 31;
const BITS = 2 ** 32;

const valueOf = (options: readonly OptionUse[], name: string): string =>
  options.find((use) => use.name === name)?.values[0] ?? '';

/** The interval that is long enough, or undefined. */
function kernelInterval(time: number): number | undefined {
  return Array.from({ length: INTERVALS }, (_, at) => SHORTEST * 2 ** at).find((each) => time <= each);
}

/** How many times the weight is halved so that the average spans the time (libxt_RATEEST's arithmetic), or undefined. */
function halvings(interval: number, average: number): number | undefined {
  let found = 1;
  for (; found <= MOST_HALVINGS; found++) if (interval / -Math.log(1 - 1 / 2 ** found) > average) break;
  return found - 1 === 0 || found - 1 >= MOST_HALVINGS ? undefined : found - 1;
}

interface Times {
  readonly interval: string;
  readonly average: string;
}

/** Both times as the kernel keeps them, or the option that is wrong. */
function kernelTimes(options: readonly OptionUse[]): Times | { readonly wrong: string } | null {
  const interval = readShortTime(valueOf(options, INTERVAL));
  const average = readShortTime(valueOf(options, AVERAGE));
  if (interval === undefined || average === undefined) return null;
  const kept = kernelInterval(interval);
  if (kept === undefined) return { wrong: INTERVAL };
  const count = halvings(interval, average);
  if (count === undefined) return { wrong: AVERAGE };
  return { interval: printShortTime(kept), average: printShortTime((kept * 2 ** count) % BITS) };
}

function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const times = kernelTimes(options);
  if (!times || 'wrong' in times) return options;
  return options.map((use) => {
    if (use.name === INTERVAL) return { ...use, values: [times.interval] };
    return use.name === AVERAGE ? { ...use, values: [times.average] } : use;
  });
}

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const times = kernelTimes(options);
  if (!times || !('wrong' in times)) return null;
  const want = times.wrong === INTERVAL ? 'a time up to 8s' : 'a time of at least two intervals';
  return { option: times.wrong, found: valueOf(options, times.wrong), want };
}

/** `-j RATEEST`: counts the packet in an estimate of a rate, which `-m rateest` compares. */
export const RATEEST = defineTarget({
  name: 'RATEEST',
  help: 'Counts the packet in an estimate of a rate, which the match rateest compares',
  requires: [['--rateest-name'], [INTERVAL], [AVERAGE]],
  completes: asStored,
  problem,
  outcome: 'other',
  ends: false,
  reads: 'is counted in an estimate of a rate',
  options: [
    {
      names: ['--rateest-name'],
      title: 'Name of the estimate',
      kind: text({ quoting: 'never', keeps: 15 }),
      label: 'estimator',
      reads: ': {}',
    },
    { names: [INTERVAL], kind: shortTime, label: 'every', reads: 'measured every {}' },
    { names: [AVERAGE], kind: shortTime, detail: true, reads: 'averaged over {}' },
  ],
});
