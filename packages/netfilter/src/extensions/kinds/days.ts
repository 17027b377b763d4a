import { ok, refuse } from '../../result.ts';
import type { Ask, Kind } from '../kind.ts';
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

interface DayStyle {
  readonly ask: Ask;
  readonly like: readonly string[];
  readonly want: string;
  readonly name: (day: number) => string;
}

function dayList(read: (part: string) => number | undefined, { ask, like, want, name }: DayStyle): Kind<Days> {
  return {
    words: 1,
    asks: [ask],
    quoting: 'never',
    like,
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
export const weekdays = dayList(readWeekday, {
  ask: { by: 'some', of: NAMES },
  like: ['Mon,Fri', '1,5'],
  want: 'weekdays like Mon,Fri or 1,5, with commas and no blanks',
  name: (day) => NAMES[day - 1] ?? String(day),
});

/** `1,15,31`. */
export const monthdays = dayList(readMonthday, {
  ask: { by: 'line' },
  like: ['1,15'],
  want: 'days from 1 to 31, with commas and no blanks',
  name: String,
});
