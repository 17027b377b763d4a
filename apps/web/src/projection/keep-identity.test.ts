import { expect, it } from 'vitest';
import { keepIdentity, keepNamed } from './keep-identity.ts';

it('keeps what did not change', () => {
  const before = { a: [{ x: 1 }, { x: 2 }], b: { c: 'd' }, m: new Map([['k', { y: 1 }]]) };
  const same = keepIdentity(before, structuredClone(before));
  expect(same).toBe(before);
  const after = keepIdentity(before, { ...structuredClone(before), a: [{ x: 1 }, { x: 3 }] });
  expect(after).toEqual({ ...before, a: [{ x: 1 }, { x: 3 }] });
  expect(after.a[0]).toBe(before.a[0]);
  expect(after.b).toBe(before.b);
  expect(after.m).toBe(before.m);
});

it('sees that a member is gone', () => {
  expect(keepIdentity({ a: 1, b: 2 }, { a: 1 })).toEqual({ a: 1 });
  expect(keepIdentity([1, 2], [1])).toEqual([1]);
});

it('finds items by name', () => {
  const before = [{ id: 'a' }, { id: 'b' }];
  const after = keepNamed(before, [{ id: 'new' }, { id: 'a' }, { id: 'b' }], ({ id }) => id);
  expect(after[1]).toBe(before[0]);
  expect(after[2]).toBe(before[1]);
});
