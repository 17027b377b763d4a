import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const DATE = /^(\d+)(?:-(\d+)(?:-(\d+)(?:T(\d+)(?::(\d+)(?::(\d+))?)?)?)?)?$/;

/** The second that the words mean, since 1970; a day that the month has not runs over into the next, as in mktime. */
function readDate(word: string): number | undefined {
  const parts = DATE.exec(word)
    ?.slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  if (!parts) return undefined;
  const [year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0] = parts;
  if (year < 1970 || year > 2038 || month > 12 || day > 31 || hour > 23 || minute > 59 || second > 59) return undefined;
  const value = Date.UTC(year, month - 1, day, hour, minute, second) / 1000;
  return value < 0 ? undefined : value;
}

/** A date with as much of a time as wanted: `2030`, `2030-12-24T18:00`. */
export const date: Kind<number> = {
  words: 1,
  quoting: 'never',
  parse([word = '']) {
    const value = readDate(word);
    return value === undefined
      ? refuse({ found: word, want: 'a date from 1970 to 2038, like 2030-12-24 or 2030-12-24T18:00:00' })
      : ok(value);
  },
  print: (value) => [new Date(value * 1000).toISOString().slice(0, 19)],
  read: (value) => (date.print(value, 'ipv4')[0] ?? '').replace('T', ' ').replace(/ 00:00:00$/, ''),
};
