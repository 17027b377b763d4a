import { ok, refuse } from '../../result.ts';
import type { AmountUnit, Kind } from '../kind.ts';

/** A rate as the kernel keeps it: the time between packets, in parts of a second. */
export type Period = number;

const UNITS = [
  { word: 'day', long: 'day', short: 'd', seconds: 86_400 },
  { word: 'hour', long: 'hour', short: 'h', seconds: 3600 },
  { word: 'min', long: 'minute', short: 'min', seconds: 60 },
  { word: 'sec', long: 'second', short: 's', seconds: 1 },
] as const;

type Unit = (typeof UNITS)[number];

const SECOND = UNITS[3];

/** The units of a rate, the shortest first. */
export const RATE_UNITS: readonly AmountUnit[] = UNITS.toReversed().map(({ word, long }) => ({
  suffix: `/${word}`,
  name: `per ${long}`,
}));

/** The unit of time that a word begins to name. */
function findUnit(name: string): Unit | undefined {
  return name === '' ? undefined : UNITS.toReversed().find((each) => each.long.startsWith(name.toLowerCase()));
}

/** How many seconds the unit of a rate has: 60 for `5/min`. */
export function secondsOfRate(word: string): number {
  return findUnit(word.split('/')[1] ?? SECOND.long)?.seconds ?? 1;
}

/** The count and unit that iptables prints for a period (the same arithmetic as libxt_limit's). */
function inUnits(period: Period, scale: number): { readonly count: number; readonly unit: Unit } {
  let at = 1;
  for (; at < UNITS.length; at++) {
    const each = (UNITS[at]?.seconds ?? 0) * scale;
    if (period > each || Math.floor(each / period) < each % period) break;
  }
  const unit = UNITS[at - 1] ?? SECOND;
  return { count: Math.floor((unit.seconds * scale) / period), unit };
}

/** So many per second, minute, hour or day: `10/sec`. `scale` is how many parts of a second the kernel counts. */
export function rateOf(scale: number): Kind<Period> {
  return {
    words: 1,
    asks: [{ by: 'amount', units: RATE_UNITS }],
    quoting: 'never',
    like: ['10/sec', '5/min'],
    parse([word = '']) {
      const [, digits = '', name = SECOND.long] = /^(\d+)(?:\/([a-z]+))?$/i.exec(word) ?? [];
      const unit = findUnit(name);
      const count = Number(digits);
      const period = unit ? Math.floor((unit.seconds * scale) / count) : 0;
      if (digits === '' || count < 1 || period < 1) {
        return refuse({ found: word, want: 'a rate like 10/second, 5/minute, 100/hour or 1000/day' });
      }
      return ok(period);
    },
    print(period) {
      const { count, unit } = inUnits(period, scale);
      return [`${count}/${unit.word}`];
    },
    read(period) {
      const { count, unit } = inUnits(period, scale);
      return `${count} per ${unit.long}`;
    },
    brief(period) {
      const { count, unit } = inUnits(period, scale);
      return `${count}/${unit.short}`;
    },
  };
}

/** The rate of `-m limit`. */
export const rate = rateOf(10_000);
