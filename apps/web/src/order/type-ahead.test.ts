import { parseSave } from '@sluice/iptables';
import { expect, it } from 'vitest';
import { MOCKUP } from '../projection/mockup-rules.ts';
import { projectOrder } from '../projection/project-order.ts';
import { rowNamed } from './type-ahead.ts';

const rows = projectOrder({
  current: parseSave(MOCKUP, { family: 'ipv4' }).ruleset,
  base: null,
  diff: null,
  backend: 'nft',
  aliens: [],
  journey: 'arriving',
  opened: new Map(),
  marked: new Set(),
  onlyMarked: false,
  foldEmpty: true,
});

it.each([
  ['7.2', 'rule 7.2'],
  ['kube', 'rule 1.1'],
  ['F2B', 'rule 7.1'],
  ['inp', 'section INPUT'],
  ['7.9', null],
  ['nothing', null],
])('%s leads to %s', (typed, expected) => {
  const row = rows[rowNamed(rows, typed, 0)];
  const found = row?.kind === 'rule' ? `rule ${row.number}` : row?.kind === 'section' ? `section ${row.hook}` : null;
  expect(found).toBe(expected);
});

it('goes on behind where one is, and begins anew', () => {
  const names = (from: number) => rowNamed(rows, 'p', from);
  const first = names(0);
  expect(names(first)).toBeGreaterThan(first);
  expect(names(rows.length - 1)).toBe(first);
});
