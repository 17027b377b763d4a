import type { RuleRef } from '@sluice/draft';
import { printSpec } from '@sluice/iptables';
import { findRule, type Rule, type RuleSpec } from '@sluice/netfilter';
import { useEffect, useMemo, useRef, useState } from 'react';
import { replaceRule } from '../state/edits.ts';
import { useWorkspace } from '../state/workspace.ts';
import { problemOf, type EditField } from './field-edit.ts';

/** A module that the rule is getting. */
export interface AddedModule {
  /** What the words of undo call it. */
  readonly words: string;
  readonly isTarget: boolean;
  write(spec: RuleSpec): RuleSpec;
}

/** How the fields of one rule are edited. */
export interface RuleEdit {
  readonly rule: Rule;
  /** The rule as the draft has it, with the module that is being added. */
  readonly spec: RuleSpec;
  /** The same with everything that is being typed: what the command shows. */
  readonly typedSpec: RuleSpec;
  readonly shown: <T>(field: EditField<T>) => T;
  readonly type: <T>(field: EditField<T>, value: T) => void;
  /** Makes what was typed, or this value, an edit of the draft, right or wrong; answers whether it could be. */
  readonly commit: <T>(field: EditField<T>, ...value: readonly [] | readonly [T]) => boolean;
  /** Puts the field back to what the rule says. */
  readonly revert: (field: { readonly id: string }) => void;
  readonly isTyping: (field: { readonly id: string }) => boolean;
  /** What is wrong with what is typed, or else with what the draft holds. */
  readonly problem: <T>(field: EditField<T>) => string | null;
  /** Changes the rule at once, for choices that need no typing. */
  readonly change: (label: string, edit: (spec: RuleSpec) => RuleSpec) => void;
  /** The module that waits for what it cannot do without. */
  readonly added: AddedModule | null;
  /** Begins to give the rule a module; with all it needs, it is one edit of the draft. */
  readonly add: (module: AddedModule | null) => void;
  /** Gives the rule the module as it stands. */
  readonly finishAdding: () => void;
}

/** A field and what was typed into it, whatever its kind. */
interface Unfinished {
  readonly id: string;
  readonly isOfAdded: boolean;
  readonly value: unknown;
  readonly write: (spec: RuleSpec) => RuleSpec;
}

const withAll = (spec: RuleSpec, unfinished: readonly Unfinished[]): RuleSpec =>
  unfinished.reduce((typed, each) => each.write(typed), spec);

function unfinishedOf<T>(field: EditField<T>, value: T): Unfinished {
  return { id: field.id, isOfAdded: field.isOfAdded ?? false, value, write: (spec) => field.write(spec, value) };
}

/** Holds what is typed into the fields of a rule until it is committed; `fault` is why the rule as it is cannot be one. */
export function useRuleEdit(
  ref: RuleRef,
  rule: Rule,
  { label, fault }: { readonly label: string; readonly fault: string | null },
): RuleEdit {
  const family = useWorkspace((state) => state.family);
  const { unfinished, setUnfinished, added, setAdded, isSaved, setSaved } = useTyped(rule);
  const spec = useMemo(() => (added ? added.write(rule.spec) : rule.spec), [rule.spec, added]);
  const typedSpec = useMemo(() => withAll(spec, unfinished), [spec, unfinished]);
  const typedIn = (field: { readonly id: string }): Unfinished | undefined =>
    unfinished.find(({ id }) => id === field.id);
  const without = (field: { readonly id: string }): readonly Unfinished[] =>
    unfinished.filter(({ id }) => id !== field.id);
  const save = (next: RuleSpec, words: string): boolean => {
    const text = printSpec(next, { family });
    // Text that says the same in other words is left as it was found.
    return text === printSpec(rule.spec, { family }) || replaceRule(ref, text, `${words} of ${label}`);
  };
  const saveAdded = (module: AddedModule, typed: readonly Unfinished[]): void => {
    const own = typed.filter(({ isOfAdded }) => isOfAdded);
    if (!save(withAll(module.write(rule.spec), own), module.words)) return;
    setSaved();
  };
  const commitAdded = (typed: readonly Unfinished[]): boolean => {
    const own = typed.filter(({ isOfAdded }) => isOfAdded);
    if (isSaved) return true;
    const isRight = added !== null && problemOf(rule.spec, withAll(added.write(rule.spec), own), family) === null;
    setUnfinished(typed);
    if (isRight && own.length > 0) saveAdded(added, typed);
    return isRight;
  };
  useSavedWhenLeft(ref, () => {
    if (isSaved) return;
    const isBare = added !== null && !unfinished.some(({ isOfAdded }) => isOfAdded);
    const next = isBare ? withAll(rule.spec, unfinished) : typedSpec;
    if (next !== rule.spec) save(next, added && !isBare ? added.words : 'Edit fields');
  });
  return {
    rule,
    spec,
    typedSpec,
    shown: <T>(field: EditField<T>) => {
      const typed = typedIn(field);
      return typed ? (typed.value as T) : field.read(spec);
    },
    type: (field, value) => setUnfinished([...without(field), unfinishedOf(field, value)]),
    commit: (field, ...values) => {
      const [given] = values.map((value) => unfinishedOf(field, value));
      const typed = given ?? typedIn(field);
      if (!typed) return true;
      if (typed.isOfAdded) return commitAdded([...without(field), typed]);
      const done = save(typed.write(rule.spec), `Set ${field.words}`);
      if (done) setUnfinished(without(field));
      return done;
    },
    revert: (field) => setUnfinished(without(field)),
    isTyping: (field) => typedIn(field) !== undefined,
    problem: (field) => {
      const typed = typedIn(field);
      if (typed) return problemOf(spec, typed.write(spec), family);
      return fault === null ? null : field.problem(rule.spec, family);
    },
    change: (words, edit) => void save(edit(rule.spec), words),
    added,
    add: (module) => {
      setUnfinished(unfinished.filter(({ isOfAdded }) => !isOfAdded));
      setAdded(module);
    },
    finishAdding: () => added && saveAdded(added, unfinished),
  };
}

/** What a rule is getting and what is typed for it, until the rule has it. */
function useTyped(rule: Rule) {
  const [unfinished, setUnfinished] = useState<readonly Unfinished[]>([]);
  const [added, setAdded] = useState<AddedModule | null>(null);
  // The rule with the module comes a frame later (shown.tsx): taken away before, its form would lose the cursor.
  const [savedFor, setSavedFor] = useState<Rule | null>(null);
  if (savedFor !== null && savedFor !== rule) {
    setAdded(null);
    setUnfinished(unfinished.filter(({ isOfAdded }) => !isOfAdded));
    setSavedFor(null);
  }
  return {
    unfinished,
    setUnfinished,
    added,
    setAdded,
    isSaved: savedFor !== null,
    setSaved: () => setSavedFor(rule),
  };
}

/** Nothing that was typed is lost when another rule is selected; a rule that is gone takes it along. */
function useSavedWhenLeft(ref: RuleRef, save: () => void): void {
  const latest = useRef(save);
  useEffect(() => {
    latest.current = () => {
      const { current } = useWorkspace.getState();
      if (current && findRule(current, ref.id) !== undefined) save();
    };
  });
  useEffect(() => () => latest.current(), []);
}
