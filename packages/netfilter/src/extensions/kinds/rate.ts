import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

/** A rate as the kernel keeps it: ten-thousandths of a second between packets. */
export type Period = number;

const SCALE = 10_000;
const UNITS = [
  { word: 'day', long: 'day', short: 'd', period: SCALE * 86_400 },
  { word: 'hour', long: 'hour', short: 'h', period: SCALE * 3600 },
  { word: 'min', long: 'minute', short: 'min', period: SCALE * 60 },
  { word: 'sec', long: 'second', short: 's', period: SCALE },
] as const;

/** The count and unit that iptables prints for a period (the same arithmetic as libxt_limit's). */
function inUnits(period: Period): { readonly count: number; readonly unit: (typeof UNITS)[number] } {
  let at = 1;
  for (; at < UNITS.length; at++) {
    const each = UNITS[at]?.period ?? 0;
    if (period > each || Math.floor(each / period) < each % period) break;
  }
  const unit = UNITS[at - 1] ?? UNITS[3];
  return { count: Math.floor(unit.period / period), unit };
}

/** So many per second, minute, hour or day: `10/sec`. */
export const rate: Kind<Period> = {
  words: 1,
  quoting: 'never',
  parse([word = '']) {
    const [, digits = '', name = 'second'] = /^(\d+)(?:\/([a-z]+))?$/i.exec(word) ?? [];
    const lower = name.toLowerCase();
    const unit = UNITS.toReversed().find((each) => each.long.startsWith(lower));
    const count = Number(digits);
    const period = unit ? Math.floor(unit.period / count) : 0;
    if (digits === '' || count < 1 || period < 1) {
      return refuse({ found: word, want: 'a rate like 10/second, 5/minute, 100/hour or 1000/day' });
    }
    return ok(period);
  },
  print(period) {
    const { count, unit } = inUnits(period);
    return [`${count}/${unit.word}`];
  },
  read(period) {
    const { count, unit } = inUnits(period);
    return `${count} per ${unit.long}`;
  },
  brief(period) {
    const { count, unit } = inUnits(period);
    return `${count}/${unit.short}`;
  },
};
