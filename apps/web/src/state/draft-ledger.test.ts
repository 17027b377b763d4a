import type { StepGroup } from '@sluice/draft';
import { describe, expect, it } from 'vitest';
import { catchUp, intend, isNews, nextEdit, openLedger, retract, settle, standing } from './draft-ledger.ts';

const group = (label: string): StepGroup => ({
  label,
  steps: [{ type: 'setPolicy', table: 'filter', chain: 'INPUT', policy: 'DROP' }],
});
const [a, b, c] = [group('a'), group('b'), group('c')] as const;
const empty = openLedger({ version: 4, groups: [], cursor: 0 });
const answer = (version: number, groups: StepGroup[], cursor: number) => ({
  family: 'ipv4' as const,
  version,
  baseFingerprint: 'f',
  groups,
  cursor,
});

describe('the ledger of a draft', () => {
  it('shows what is on its way', () => {
    const ledger = intend(intend(empty, { action: 'do', group: a }), { action: 'do', group: b });
    expect(standing(ledger)).toEqual({ groups: [a, b], cursor: 2 });
  });

  it('sends one intent at a time, each for the version that it saw', () => {
    const ledger = intend(intend(empty, { action: 'do', group: a }), { action: 'undo' });
    expect(nextEdit(ledger)).toEqual({ action: 'do', group: a, version: 4 });
    const later = settle(ledger, answer(5, [a], 1));
    expect(nextEdit(later)).toEqual({ action: 'undo', version: 5 });
    expect(standing(later)).toEqual({ groups: [a], cursor: 0 });
    expect(nextEdit(settle(later, answer(6, [a], 0)))).toBeNull();
  });

  it('keeps its own objects when the server says the same', () => {
    const ledger = intend(empty, { action: 'do', group: a });
    const settled = settle(ledger, answer(5, [structuredClone(a)], 1));
    expect(standing(settled).groups[0]).toBe(a);
  });

  it('forgets what was undone once something new is done', () => {
    const undone = intend(openLedger({ version: 1, groups: [a, b], cursor: 2 }), { action: 'undo' });
    expect(standing(intend(undone, { action: 'do', group: c }))).toEqual({ groups: [a, c], cursor: 2 });
    expect(standing(intend(undone, { action: 'redo' }))).toEqual({ groups: [a, b], cursor: 2 });
  });

  it('stops undo and redo at the ends', () => {
    expect(standing(intend(empty, { action: 'undo' }))).toEqual({ groups: [], cursor: 0 });
    expect(standing(intend(empty, { action: 'redo' }))).toEqual({ groups: [], cursor: 0 });
  });

  it('puts new groups behind those of another person, and drops undo', () => {
    const ledger = intend(intend(empty, { action: 'do', group: a }), { action: 'undo' });
    const caught = catchUp(ledger, { version: 9, groups: [b], cursor: 1 });
    expect(standing(caught)).toEqual({ groups: [b, a], cursor: 2 });
    expect(nextEdit(caught)).toEqual({ action: 'do', group: a, version: 9 });
  });

  it('does not send again what had arrived while its answer was lost', () => {
    const ledger = intend(intend(empty, { action: 'do', group: a }), { action: 'do', group: b });
    const caught = catchUp(ledger, { version: 5, groups: [structuredClone(a)], cursor: 1 });
    expect(nextEdit(caught)).toEqual({ action: 'do', group: b, version: 5 });
  });

  it('takes a refused edit back with all that was done on top of it', () => {
    const ledger = intend(intend(empty, { action: 'do', group: a }), { action: 'do', group: b });
    expect(standing(retract(ledger))).toEqual({ groups: [], cursor: 0 });
  });

  it('hears of others only while nothing of its own is on its way', () => {
    expect(isNews(empty, answer(5, [a], 1))).toBe(true);
    expect(isNews(empty, answer(4, [a], 1))).toBe(false);
    expect(isNews(intend(empty, { action: 'undo' }), answer(5, [a], 1))).toBe(false);
  });
});
