import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const HOUR = 3600;
const MINUTE = 60;

const two = (value: number): string => String(value).padStart(2, '0');

/** `hh:mm` or `hh:mm:ss` as seconds since midnight. */
export const dayTime: Kind<number> = {
  words: 1,
  quoting: 'never',
  like: ['08:30', '18:00'],
  parse([word = '']) {
    const parts = /^(\d+):(\d+)(?::(\d+))?$/.exec(word)?.slice(1) ?? [];
    const [hour = Number.NaN, minute = 0, second = 0] = parts.map((part) => Number(part ?? 0));
    if (!(hour < 24) || minute > 59 || second > 59) {
      return refuse({ found: word, want: 'a time from 00:00 to 23:59:59, like 08:30' });
    }
    return ok(hour * HOUR + minute * MINUTE + second);
  },
  print: (value) => [
    [Math.floor(value / HOUR), Math.floor(value / MINUTE) % 60, value % 60].map((part) => two(part)).join(':'),
  ],
  read: (value) => (dayTime.print(value, 'ipv4')[0] ?? '').replace(/:00$/, ''),
};
