import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readNumber } from './number.ts';
import { listed } from './ports.ts';

/** Days of a week or a month by number, each once, the smallest first. */
export type Days = readonly number[];

const NAMES = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const LAST_OF_MONTH = 31;

/** All days but these, of so many. */
export function otherDays(days: Days, last: number): Days {
  return Array.from({ length: last }, (_, at) => at + 1).filter((day) => !days.includes(day));
}

function dayList(read: (part: string) => number | undefined, want: string, name: (day: number) => string): Kind<Days> {
  return {
    words: 1,
    quoting: 'never',
    parse([word = '']) {
      const found = new Set<number>();
      for (const part of word.split(',')) {
        const day = read(part);
        if (day === undefined) return refuse({ found: part, want });
        found.add(day);
      }
      return ok([...found].toSorted((a, b) => a - b));
    },
    print: (days) => [days.map(name).join(',')],
    read: (days) => listed(days.map(name), 'or'),
    brief: (days) => days.map(name).join(','),
  };
}

/** The tool looks at the first two letters of a name. */
function readWeekday(part: string): number | undefined {
  const number = readNumber(part) ?? NAMES.findIndex((name) => part.startsWith(name.slice(0, 2))) + 1;
  return number >= 1 && number <= NAMES.length ? number : undefined;
}

function readMonthday(part: string): number | undefined {
  const number = readNumber(part) ?? 0;
  return number >= 1 && number <= LAST_OF_MONTH ? number : undefined;
}

/** `Mon,Fri` or `1,5`. */
export const weekdays = dayList(
  readWeekday,
  'weekdays like Mon,Fri or 1,5, with commas and no blanks',
  (day) => NAMES[day - 1] ?? String(day),
);

/** `1,15,31`. */
export const monthdays = dayList(readMonthday, 'days from 1 to 31, with commas and no blanks', String);
