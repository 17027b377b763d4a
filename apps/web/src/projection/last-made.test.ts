import { expect, it } from 'vitest';
import { lastMade } from './last-made.ts';

it('gives the same for as long as it is made from the same, for each key', () => {
  const made = lastMade<{ readonly of: string }>();
  const [one, other] = [{}, {}];
  const make = (key: object, ...of: readonly string[]) => made(key, of, () => ({ of: of.join() }));
  const first = make(one, 'a', 'b');
  const second = make(other, 'a', 'b');
  expect(make(one, 'a', 'b')).toBe(first);
  expect(second).not.toBe(first);
  expect(make(one, 'a', 'c')).toEqual({ of: 'a,c' });
  expect(make(one, 'a', 'b')).not.toBe(first);
  expect(make(other, 'a', 'b')).toBe(second);
});
