import type { Decider, Fate, Step, Trace } from '@sluice/analysis';
import type { ConnectionState, Hook, Journey, Packet, Policy, TableName } from '@sluice/netfilter';

/** A rule that was asked. */
export type AskedRule = Extract<Step, { readonly kind: 'rule' }>;

/** One stop of a packet's way. Rules that it passed on the way here are in `passed`. */
export type Stop = { readonly number: number; readonly sure: boolean; readonly passed: readonly AskedRule[] } & (
  | { readonly kind: 'start'; readonly journey: Journey; readonly by: string | undefined }
  | { readonly kind: 'empty'; readonly table: TableName; readonly hook: Hook }
  | { readonly kind: 'tracking'; readonly hook: Hook; readonly states: readonly ConnectionState[] | undefined }
  | { readonly kind: 'rule'; readonly rule: AskedRule; readonly decides: boolean }
  | {
      readonly kind: 'policy';
      readonly table: TableName;
      readonly hook: Hook;
      readonly policy: Policy;
      readonly decides: boolean;
    }
  | { readonly kind: 'routing'; readonly to: Hook; readonly packet: Packet }
  | { readonly kind: 'loopback' }
  | { readonly kind: 'end'; readonly fate: Fate; readonly by: Decider }
);

/** A stop before it has a number. */
type Plain<Each> = Each extends unknown ? Omit<Each, 'number' | 'sure' | 'passed'> : never;

/** The stops of a trace in the packet's order: where something matched, was decided or may be, and the kernel's own stages. */
export function stopsOf(
  trace: Trace,
  start: { readonly journey: Journey; readonly by: string | undefined },
): readonly Stop[] {
  const deciders = new Set(trace.endings.map(({ by }) => nameOf(by)));
  const stops: Stop[] = [];
  let passed: AskedRule[] = [];
  const add = (stop: Plain<Stop>, sure: boolean): void => {
    stops.push({ ...stop, number: stops.length + 1, sure, passed });
    passed = [];
  };
  add({ kind: 'start', ...start }, true);
  for (const step of trace.steps) {
    if (step.kind === 'rule' && step.answer === 'no') {
      passed.push(step);
      continue;
    }
    const last = stops.at(-1);
    // That an empty chain lets everything by needs no stop of its own.
    if (step.kind === 'policy' && step.policy === 'ACCEPT' && last?.kind === 'empty') continue;
    const stop = stopAt(step, deciders);
    if (stop) add(stop, step.sure && !(step.kind === 'rule' && step.answer === 'unknown'));
  }
  return stops;
}

/** A rule by its id, a policy by its chain. */
function nameOf(by: Decider): string {
  if (by.kind === 'rule') return by.id;
  return by.kind === 'policy' ? `${by.table} ${by.chain}` : '';
}

function stopAt(step: Step, deciders: ReadonlySet<string>): Plain<Stop> | null {
  switch (step.kind) {
    case 'rule':
      return { kind: 'rule', rule: step, decides: deciders.has(step.id) };
    case 'chain':
      // A chain with rules speaks by its rules, and by its policy.
      return step.rules === 0 ? { kind: 'empty', table: step.table, hook: step.hook } : null;
    case 'policy':
      return {
        kind: 'policy',
        table: step.table,
        hook: step.hook,
        policy: step.policy,
        decides: deciders.has(`${step.table} ${step.hook}`),
      };
    case 'tracking':
      return { kind: 'tracking', hook: step.hook, states: step.states };
    case 'routing':
      // What a process sends was routed before the first hook.
      return step.to === 'OUTPUT' ? null : { kind: 'routing', to: step.to, packet: step.packet };
    case 'loopback':
      return { kind: 'loopback' };
    case 'end':
      return { kind: 'end', fate: step.fate, by: step.by };
  }
}
