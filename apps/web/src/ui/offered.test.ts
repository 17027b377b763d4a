import { expect, test } from 'vitest';
import { offered, offeredWords } from './offered.ts';

const CHAINS = Array.from({ length: 5012 }, (_, at) => ({ name: `KUBE-SVC-${at}` }));

test('of many, as many as one looks through, and the others when more is typed', () => {
  const all = offered(CHAINS, ' ');
  expect(all.shown).toHaveLength(100);
  expect(offeredWords(all)).toBe('100 of 5,012, type to see others');
  const some = offered(CHAINS, ' svc-501 ');
  expect(some.shown.map(({ name }) => name)).toContain('KUBE-SVC-5011');
  expect(offeredWords(some)).toBe('');
});
