import { CHANGE_STATES, type ChangeState } from '@sluice/protocol/helper';
import { expect, test } from 'vitest';
import { advance, isPending, type ChangeEvent, type ChangeRecord } from './change-state.ts';

const identity = { pid: 1, startedAt: '2' };
const record = (state: ChangeState): ChangeRecord => ({
  format: 1,
  id: 'abcd',
  state,
  bootId: 'b',
  namespace: 'net:[1]',
  owner: identity,
  guard: null,
  createdAt: 0,
  families: [],
});

const EVENTS: readonly ChangeEvent[] = [
  { type: 'arm', guard: identity },
  { type: 'regard', guard: identity },
  { type: 'begin' },
  { type: 'applied', at: 5 },
  { type: 'confirm' },
  { type: 'rollBack', reason: 'deadline' },
  { type: 'rolledBack', detail: 'x' },
  { type: 'fail', detail: 'y' },
];

/** Each state, and where each event leads from it; everything else is refused. */
const TABLE: Readonly<Record<ChangeState, Partial<Record<ChangeEvent['type'], ChangeState>>>> = {
  prepared: { arm: 'armed', rollBack: 'rollingBack' },
  armed: { regard: 'armed', begin: 'applying', rollBack: 'rollingBack' },
  applying: { regard: 'applying', applied: 'applied', rollBack: 'rollingBack' },
  applied: { regard: 'applied', confirm: 'confirmed', rollBack: 'rollingBack' },
  confirmed: {},
  rollingBack: { regard: 'rollingBack', rollBack: 'rollingBack', rolledBack: 'rolledBack', fail: 'failed' },
  rolledBack: {},
  failed: { rollBack: 'rollingBack' },
};

test.each(CHANGE_STATES.flatMap((state) => EVENTS.map((event) => [state, event.type, event] as const)))(
  '%s, %s',
  (state, type, event) => {
    const next = advance(record(state), event);
    const expected = TABLE[state][type];
    expect(next.ok ? next.value.state : undefined).toBe(expected);
    if (!next.ok) expect(next.error).toBe(state);
  },
);

test('a change keeps why and when', () => {
  const applied = advance(record('applying'), { type: 'applied', at: 99 });
  expect(applied).toMatchObject({ value: { appliedAt: 99 } });
  const back = advance(record('applied'), { type: 'rollBack', reason: 'asked', detail: 'd' });
  expect(back).toMatchObject({ value: { reason: 'asked', detail: 'd' } });
  const ended = back.ok ? advance(back.value, { type: 'rolledBack' }) : back;
  expect(ended).toMatchObject({ value: { reason: 'asked', detail: 'd' } });
});

test('what has ended is not pending', () => {
  expect(CHANGE_STATES.filter((state) => !isPending({ state }))).toEqual(['confirmed', 'rolledBack', 'failed']);
});
