import {
  deleteChain,
  duplicateChain as stepsToDuplicate,
  flushChain as stepsToFlush,
  renameChain as stepsToRename,
  type Step,
} from '@sluice/draft';
import { findChain, type ChainRef, type Policy, type RuleId, type Ruleset, type TableName } from '@sluice/netfilter';
import { useSelection, type FieldName } from './selection.ts';
import { toast } from '../ui/toast.tsx';
import { newRuleId, useWorkspace } from './workspace.ts';

const LONGEST_LABEL = 120;

/*
 * The edits that a person can make, one function each: drag, key, menu and palette all end here. Each is one
 * group in the draft, says in its label what undo would undo, and selects what it made. Answers whether it was done;
 * a refusal has already been told to the person.
 */

/** A rule of a chain. */
export interface RuleRef extends ChainRef {
  readonly id: RuleId;
}

/** A gap between two rules: behind the rule `after`, or at the top. */
export interface Gap extends ChainRef {
  readonly after: RuleId | null;
}

/** The gap in front of the rule at this index (from 0). */
export function gapAt(ref: ChainRef, index: number): Gap {
  const rules = chainRules(ref);
  return { ...ref, after: rules[index - 1]?.id ?? null };
}

/** Calls a chain from this gap, and puts the cursor into the new rule's match. */
export function insertJump(gap: Gap, callee: string, how: 'jump' | 'goto' = 'jump'): boolean {
  const text = `${how === 'jump' ? '-j' : '-g'} ${callee}`;
  return insertRule(gap, { text, label: `Insert ${how} to ${callee}`, edit: 'destinationPort' });
}

/** Puts a rule into this gap and selects it. */
export function insertRule(
  gap: Gap,
  rule: { readonly text: string; readonly label?: string; readonly edit?: FieldName },
): boolean {
  const { table, chain, after } = gap;
  const id = newRuleId();
  const label = rule.label ?? `Add rule to ${chain}`;
  const done = perform(label, [{ type: 'insertRule', table, chain, after, id, text: rule.text }]);
  if (done) useSelection.getState().select({ kind: 'rule', table, chain, id }, { edit: rule.edit ?? 'protocol' });
  return done;
}

/** Gives a rule other words; its place, counters and identity stay. */
export function replaceRule(rule: RuleRef, text: string, label = `Edit rule in ${rule.chain}`): boolean {
  const { table, chain, id } = rule;
  return perform(label, [{ type: 'replaceRule', table, chain, id, text }]);
}

/** Moves a rule behind `after` in its own or another chain of the same table; it stays selected. */
export function moveRule(rule: RuleRef, toChain: string, after: RuleId | null): boolean {
  const { table, chain, id } = rule;
  const done = perform(`Move rule in ${chain}`, [{ type: 'moveRule', table, chain, id, toChain, after }]);
  if (done) useSelection.getState().select({ kind: 'rule', table, chain: toChain, id });
  return done;
}

/** Moves a rule one place up or down within its chain. */
export function nudgeRule(rule: RuleRef, by: -1 | 1): boolean {
  const rules = chainRules(rule);
  const index = rules.findIndex(({ id }) => id === rule.id);
  const target = index + by;
  if (index < 0 || target < 0 || target >= rules.length) return false;
  return moveRule(rule, rule.chain, rules[by === 1 ? target : target - 1]?.id ?? null);
}

/** Takes a rule out and selects its neighbour. */
export function removeRule(rule: RuleRef): boolean {
  const { table, chain, id } = rule;
  const rules = chainRules(rule);
  const index = rules.findIndex((candidate) => candidate.id === id);
  const neighbour = rules[index + 1] ?? rules[index - 1];
  const done = perform(`Delete rule from ${chain}`, [{ type: 'removeRule', table, chain, id }]);
  if (done) {
    const next = neighbour ? ({ kind: 'rule', table, chain, id: neighbour.id } as const) : undefined;
    useSelection.getState().select(next ?? { kind: 'chain', table, chain });
  }
  return done;
}

/** Makes an empty user-defined chain and shows it. */
export function createChain(table: TableName, chain: string): boolean {
  const done = perform(`Create chain ${chain}`, [{ type: 'createChain', table, chain }]);
  if (done) useSelection.getState().select({ kind: 'chain', table, chain }, { reveal: true });
  return done;
}

/** Deletes a user-defined chain with its rules, and the rules that call it. */
export function removeChain(ref: ChainRef): boolean {
  const done = performHere(`Delete chain ${ref.chain}`, (ruleset) => deleteChain(ruleset, ref));
  if (done) useSelection.getState().select(null);
  return done;
}

/** Gives a user-defined chain another name; its callers follow. */
export function renameChain(ref: ChainRef, name: string): boolean {
  const steps = (ruleset: Ruleset) => stepsToRename(ruleset, ref, name);
  const done = performHere(`Rename chain ${ref.chain} to ${name}`, steps);
  if (done) useSelection.getState().select({ kind: 'chain', table: ref.table, chain: name }, { reveal: true });
  return done;
}

/** Makes a chain with the same rules under another name and shows it. */
export function duplicateChain(ref: ChainRef, name: string): boolean {
  const made = { name, newId: newRuleId };
  const done = performHere(`Duplicate chain ${ref.chain} as ${name}`, (it) => stepsToDuplicate(it, ref, made));
  if (done) useSelection.getState().select({ kind: 'chain', table: ref.table, chain: name }, { reveal: true });
  return done;
}

/** Takes all rules out of a chain; the chain and its callers stay. */
export function flushChain(ref: ChainRef): boolean {
  const { table, chain } = ref;
  const rules = chainRules(ref).length;
  const label = `Delete ${rules === 1 ? 'the rule' : `${rules} rules`} of ${chain}`;
  const done = performHere(label, (ruleset) => stepsToFlush(ruleset, ref));
  if (done) useSelection.getState().select({ kind: 'chain', table, chain });
  return done;
}

/** Sets what a built-in chain does with packets that no rule decided. */
export function setPolicy({ table, chain }: ChainRef, policy: Policy): boolean {
  return perform(`Set policy of ${chain} to ${policy}`, [{ type: 'setPolicy', table, chain, policy }]);
}

function chainRules(ref: ChainRef) {
  const { current } = useWorkspace.getState();
  return (current && findChain(current, ref)?.rules) ?? [];
}

function performHere(label: string, stepsOn: (ruleset: Ruleset) => readonly Step[]): boolean {
  const { current } = useWorkspace.getState();
  return current !== null && perform(label, stepsOn(current));
}

function perform(label: string, steps: readonly Step[]): boolean {
  const result = useWorkspace.getState().perform({ label: label.slice(0, LONGEST_LABEL), steps });
  if (!result.ok) toast({ tone: 'trouble', title: `Not done: ${label}`, text: result.error.message });
  return result.ok;
}
