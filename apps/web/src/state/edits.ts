import {
  applySteps,
  copyChain as stepsToCopy,
  deleteChain,
  disableRules,
  enableRules,
  forgetRules,
  flushChain as stepsToFlush,
  insertRules as stepsToInsert,
  moveRules as stepsToMove,
  nudgeRules as stepsToNudge,
  removeRules as stepsToRemove,
  renameChain as stepsToRename,
  type ChainCopy,
  type Gap,
  type PlacedRule,
  type RuleRef,
  type ShelvedRule,
  type Step,
} from '@sluice/draft';
import {
  findChain,
  type ChainRef,
  type Family,
  type Policy,
  type Rule,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { perform, performHere, rulesWords } from './perform.ts';
import { useSelection, type FieldName } from './selection.ts';
import { newRuleId, sliceOf, useWorkspace, type WorkspaceState } from './workspace.ts';

/*
 * The edits that a person can make, one function each: drag, key, menu and palette all end here. Each is one
 * group in the draft, says in its label what undo would undo, and selects what it made. Answers whether it was done;
 * a refusal has already been told to the person.
 */

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

/** Moves rules into a gap of the same table; they stay selected. */
export function moveRules(rules: readonly RuleRef[], to: Gap): boolean {
  const [first] = rules;
  const what = rulesWords(rules);
  const label = rules.every(({ chain }) => chain === to.chain) ? `in ${to.chain}` : `to ${to.chain}`;
  const done = first !== undefined && performHere(`Move ${what} ${label}`, (it) => stepsToMove(it, rules, to));
  if (done) useSelection.getState().selectRules(rules.map(({ table, id }) => ({ table, chain: to.chain, id })));
  return done;
}

/** Moves rules one place up or down within their chains. */
export function nudgeRules(rules: readonly RuleRef[], by: -1 | 1): boolean {
  const chains = new Set(rules.map(({ chain }) => chain));
  const label = `Move ${rulesWords(rules)} in ${[...chains].join(', ')}`;
  return performHere(label, (ruleset) => stepsToNudge(ruleset, rules, by));
}

/** Takes rules out and selects the neighbour of the last one. */
export function removeRules(rules: readonly RuleRef[], verb = 'Delete'): boolean {
  const last = rules.at(-1);
  if (!last) return false;
  const { table, chain } = last;
  const gone = new Set(rules.map(({ id }) => id));
  const all = chainRules(last);
  const at = all.findIndex(({ id }) => id === last.id);
  const left = (rule: Rule): boolean => !gone.has(rule.id);
  const neighbour = all.slice(at).find(left) ?? all.slice(0, at).findLast(left);
  const done = performHere(`${verb} ${rulesWords(rules)} from ${chain}`, (ruleset) => stepsToRemove(ruleset, rules));
  if (done) {
    const next = neighbour ? ({ kind: 'rule', table, chain, id: neighbour.id } as const) : undefined;
    useSelection.getState().select(next ?? { kind: 'chain', table, chain });
  }
  return done;
}

/** Puts new rules into a gap and selects them. */
export function insertRules(gap: Gap, texts: readonly string[], verb: 'Paste' | 'Copy'): boolean {
  return insertBlocks(`${verb} ${rulesWords(texts)} into ${gap.chain}`, [{ gap, texts }]);
}

/** Puts the same rules once more into each chain, below the last of its rules, and selects those. */
export function duplicateRules(rules: readonly PlacedRule[]): boolean {
  const chains = [...Map.groupBy(rules, ({ table, chain }) => `${table}/${chain}`).values()];
  const blocks = chains.flatMap((own) => {
    const last = own.at(-1);
    if (!last) return [];
    const { table, chain, id } = last;
    return [{ gap: { table, chain, after: id }, texts: own.map(({ rule }) => rule.text) }];
  });
  const where = blocks.map(({ gap }) => gap.chain).join(', ');
  return insertBlocks(`Duplicate ${rulesWords(rules)} in ${where}`, blocks);
}

function insertBlocks(
  label: string,
  blocks: readonly { readonly gap: Gap; readonly texts: readonly string[] }[],
): boolean {
  const made = blocks.map(({ gap, texts }) => {
    const { table, chain } = gap;
    return { gap, rules: texts.map((text) => ({ table, chain, id: newRuleId(), text })) };
  });
  const done = performHere(label, () => made.flatMap(({ gap, rules }) => stepsToInsert(gap, rules)));
  const rules = made.flatMap((block) => block.rules).map(({ table, chain, id }) => ({ table, chain, id }));
  const [first] = rules;
  if (done && first) {
    useSelection.getState().select({ kind: 'rule', ...first }, { reveal: true });
    useSelection.getState().selectRules(rules);
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
  const shelf = shelfOf(ref);
  const done = performHere(`Delete chain ${ref.chain}`, (ruleset) => [
    ...forgetRules(shelf, new Set(shelf.map(({ id }) => id))),
    ...deleteChain(ruleset, ref),
  ]);
  if (done) useSelection.getState().select(null);
  return done;
}

/** Gives a user-defined chain another name; its callers follow, and its disabled rules go along. */
export function renameChain(ref: ChainRef, name: string): boolean {
  const done = performHere(`Rename chain ${ref.chain} to ${name}`, (it) => renameWithShelf(it, ref, name));
  if (done) useSelection.getState().select({ kind: 'chain', table: ref.table, chain: name }, { reveal: true });
  return done;
}

/** The disabled rules are enabled before, and disabled again under the new name. */
function renameWithShelf(ruleset: Ruleset, ref: ChainRef, name: string): readonly Step[] {
  const ids = new Set(shelfOf(ref).map(({ id }) => id));
  if (ids.size === 0) return stepsToRename(ruleset, ref, name);
  const enable = enableRules(ruleset, shelfOf(ref), ids);
  const enabled = applySteps(ruleset, enable);
  if (!enabled.ok) return stepsToRename(ruleset, ref, name);
  const rename = stepsToRename(enabled.value, ref, name);
  const renamed = applySteps(enabled.value, rename);
  const refs = [...ids].map((id) => ({ table: ref.table, chain: name, id }));
  return [...enable, ...rename, ...(renamed.ok ? disableRules(renamed.value, refs) : [])];
}

function shelfOf(ref: ChainRef): readonly ShelvedRule[] {
  return useWorkspace.getState().shelf.filter(({ table, chain }) => table === ref.table && chain === ref.chain);
}

/** Makes a chain with the same rules elsewhere, without those that may not be there, and shows it. */
export function copyChain(ref: ChainRef, to: ChainRef & { readonly family: Family }): boolean {
  const state = useWorkspace.getState();
  const copy = planCopy(state, ref, to);
  if (!copy || state.hostId === null) return false;
  // An edit is made of what is seen.
  if (to.family !== state.family) state.open(state.hostId, to.family);
  const done = perform(`Copy chain ${ref.chain} as ${to.chain}`, copy.steps);
  if (done) useSelection.getState().select({ kind: 'chain', table: to.table, chain: to.chain }, { reveal: true });
  return done;
}

/** What a copy would be; null while the rules of that family are not here. */
export function planCopy(
  state: WorkspaceState,
  ref: ChainRef,
  to: ChainRef & { readonly family: Family },
): ChainCopy | null {
  const { current } = state;
  const ruleset = sliceOf(state, to.family).current;
  if (!current || !ruleset) return null;
  return stepsToCopy({ ...ref, ruleset: current }, { ruleset, table: to.table, name: to.chain }, newRuleId);
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
