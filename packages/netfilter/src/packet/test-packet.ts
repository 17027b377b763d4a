import type { Condition } from './condition.ts';
import type { Packet } from './packet.ts';
import { holds } from './value-set.ts';

/** Whether something is so; `unknown` where it may be either. */
export type Answer = 'yes' | 'no' | 'unknown';

/** Whether a packet meets one condition. */
export function testCondition(condition: Condition, packet: Packet): Answer {
  if (condition.kind === 'unknown') return 'unknown';
  const values = condition.fields.map((field) => packet[field]);
  if (values.includes(null)) return 'no';
  const answers = values.map((value) => (value === undefined || value === null ? null : holds(condition.set, value)));
  if (answers.includes(true)) return condition.negated ? 'no' : 'yes';
  if (answers.includes(null)) return 'unknown';
  return condition.negated ? 'yes' : 'no';
}

/** Whether a packet meets all conditions, and which one decides: the first that is not met, or that nobody can tell. */
export function testConditions(
  conditions: readonly Condition[],
  packet: Packet,
): { readonly answer: Answer; readonly because?: Condition } {
  let doubt: Condition | undefined;
  for (const condition of conditions) {
    const answer = testCondition(condition, packet);
    if (answer === 'no') return { answer, because: condition };
    if (answer === 'unknown') doubt ??= condition;
  }
  return doubt ? { answer: 'unknown', because: doubt } : { answer: 'yes' };
}
