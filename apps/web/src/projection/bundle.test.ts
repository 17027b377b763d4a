import { expect, it } from 'vitest';
import { bundle } from './bundle.ts';
import type { CallEdge, CardId } from './model.ts';

const line = (to: CardId, more: Partial<CallEdge> = {}): CallEdge => ({
  id: `${to} ${more.row ?? ''}`,
  from: 'filter/INPUT',
  to,
  others: [],
  how: 'jump',
  row: null,
  count: 1,
  change: 'same',
  ...more,
});

it('makes one line of all between the same two cards', () => {
  const alone = line('filter/B', { how: 'goto', change: 'added' });
  const bundled = bundle([
    line('filter/A', { row: '1' }),
    alone,
    line('filter/A', { row: '2', how: 'goto', count: 3 }),
  ]);
  expect(bundled).toEqual([line('filter/A', { row: '1', count: 4 }), alone]);
  expect(bundled[1]).toBe(alone);
});
