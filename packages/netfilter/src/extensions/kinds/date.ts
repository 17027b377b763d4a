import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const DATE = /^(\d+)(?:-(\d+)(?:-(\d+)(?:T(\d+)(?::(\d+)(?::(\d+))?)?)?)?)?$/;

const DAY = 86_400;

const two = (value: number): string => String(value).padStart(2, '0');

/** How many days of a leap year, begun with March, lie before each month. */
function daysBefore(monthFromMarch: number): number {
  return Math.floor((153 * monthFromMarch + 2) / 5);
}

/** Days since 1970 began; years are counted from March, so that a leap day comes last. */
function dayNumber(year: number, month: number, day: number): number {
  const from = month > 2 ? year : year - 1;
  const leaps = Math.floor(from / 4) - Math.floor(from / 100) + Math.floor(from / 400);
  return 365 * from + leaps + daysBefore((month + 9) % 12) + day - 1 - 719_468;
}

/** The year, month and day of a number of days: from the first of a month that is not later. */
function civil(days: number): readonly [number, number, number] {
  let year = 1970 + Math.floor(days / 365);
  while (dayNumber(year, 1, 1) > days) year--;
  let month = 12;
  while (dayNumber(year, month, 1) > days) month--;
  return [year, month, days - dayNumber(year, month, 1) + 1];
}

/** The second that the words mean, since 1970; a day that the month has not runs over into the next, as in mktime. */
function readDate(word: string): number | undefined {
  const parts = DATE.exec(word)
    ?.slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (!parts) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (year < 1970 || year > 2038 || month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  // Month zero is the December before.
  const days = month === 0 ? dayNumber(year - 1, 12, day) : dayNumber(year, month, day);
  const value = days * DAY + hour * 3600 + minute * 60 + second;
  return value < 0 ? undefined : value;
}

/** A date with as much of a time as wanted: `2030`, `2030-12-24T18:00`. */
export const date: Kind<number> = {
  words: 1,
  quoting: 'never',
  like: ['2030-12-24', '2030-12-24T18:00:00'],
  parse([word = '']) {
    const value = readDate(word);
    return value === undefined
      ? refuse({ found: word, want: 'a date from 1970 to 2038, like 2030-12-24 or 2030-12-24T18:00:00' })
      : ok(value);
  },
  print(value) {
    const rest = value % DAY;
    const [year, ...monthAndDay] = civil(Math.floor(value / DAY));
    const day = [year, ...monthAndDay.map(two)].join('-');
    return [`${day}T${[Math.floor(rest / 3600), Math.floor(rest / 60) % 60, rest % 60].map(two).join(':')}`];
  },
  read: (value) => (date.print(value, 'ipv4')[0] ?? '').replace('T', ' ').replace(/ 00:00:00$/, ''),
};
