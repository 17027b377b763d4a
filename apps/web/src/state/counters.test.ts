import type { CounterFrame } from '@sluice/protocol';
import { expect, test } from 'vitest';
import { createCounterBook, type CounterBook } from './counters.ts';

const KEYS = ['policy:filter/INPUT', 'a', 'b'];

function frame(
  takenAt: number,
  values: Readonly<Record<number, number>>,
  more: Partial<CounterFrame> = {},
): CounterFrame {
  const changes = Object.entries(values).map(([ordinal, packets]) => ({
    ordinal: Number(ordinal),
    packets: BigInt(packets),
    bytes: BigInt(packets) * 100n,
  }));
  return { host: 'h', family: 'ipv4', fingerprint: 'f', full: false, takenAt, changes, ...more };
}

function begin(): CounterBook {
  const book = createCounterBook();
  book.expect({ host: 'h', fingerprint: 'f', keys: () => KEYS });
  book.apply(frame(1000, { 0: 5, 1: 10, 2: 0 }, { full: true }));
  return book;
}

test('a first sample has totals and no rate; the second has a rate', () => {
  const book = begin();
  expect(book.read('a')).toMatchObject({ packets: 10n, bytes: 1000n, packetRate: null, spark: [] });
  book.apply(frame(3000, { 1: 30 }));
  expect(book.read('a')).toMatchObject({ packets: 30n, packetRate: 10, byteRate: 1000, spark: [10] });
});

test('a counter without news comes to rest', () => {
  const book = begin();
  book.apply(frame(2000, { 1: 20 }));
  book.apply(frame(3000, {}));
  expect(book.read('a')).toMatchObject({ packets: 20n, packetRate: 0, spark: [10, 0] });
});

test('only listeners of what changed are called', () => {
  const book = begin();
  const heard: string[] = [];
  for (const key of KEYS) book.subscribe(key, () => heard.push(key));
  book.apply(frame(2000, { 1: 20 }));
  expect(heard).toEqual(['a']);
  book.apply(frame(3000, { 2: 1 }));
  expect(heard.toSorted()).toEqual(['a', 'a', 'b']);
});

test('a counter that went backwards was reset: no negative rate', () => {
  const book = begin();
  book.apply(frame(2000, { 1: 3 }));
  expect(book.read('a')).toMatchObject({ packets: 3n, packetRate: null, spark: [] });
});

test('numbers beyond 2^53 stay exact', () => {
  const book = begin();
  const packets = 18_446_744_073_709_551_615n;
  book.apply({ ...frame(2000, {}), changes: [{ ordinal: 1, packets, bytes: packets }] });
  expect(book.read('a').packets).toBe(packets);
});

test('frames of rules that are not known yet wait, and numbers of rules that stay go on', () => {
  const book = begin();
  book.apply(frame(2000, { 0: 5, 1: 7, 2: 40, 3: 0 }, { full: true, fingerprint: 'g' }));
  book.apply(frame(3000, { 2: 60 }, { fingerprint: 'g' }));
  expect(book.read('a').packets).toBe(10n);
  book.expect({ host: 'h', fingerprint: 'g', keys: () => ['policy:filter/INPUT', 'new', 'a', 'b'] });
  expect(book.read('a')).toMatchObject({ packets: 60n, packetRate: 20, spark: [30, 20] });
  expect(book.read('new')).toMatchObject({ packets: 7n, packetRate: null });
});

test('another host begins with nothing', () => {
  const book = begin();
  book.expect({ host: 'other', fingerprint: 'f', keys: () => KEYS });
  expect(book.read('a').packets).toBe(0n);
  expect(book.takenAt).toBeNull();
});

test('numbers stay when a drafted rule is named by its words', () => {
  const book = createCounterBook();
  const target = { host: 'h', fingerprint: 'f' };
  book.expect({ ...target, keys: () => ['policy:filter/INPUT', 'draft:1'] });
  book.apply({
    ...target,
    family: 'ipv4',
    full: true,
    takenAt: 1000,
    changes: [{ ordinal: 1, packets: 7n, bytes: 70n }],
  });
  book.expect({ ...target, keys: () => ['policy:filter/INPUT', 'filter/INPUT#1'] });
  expect(book.read('filter/INPUT#1').packets).toBe(7n);
  expect(book.read('draft:1').packets).toBe(0n);
});
