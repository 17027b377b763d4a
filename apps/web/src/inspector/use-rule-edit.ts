import type { RuleRef } from '@sluice/draft';
import { printSpec } from '@sluice/iptables';
import type { Rule, RuleSpec } from '@sluice/netfilter';
import { useMemo, useState } from 'react';
import { replaceRule } from '../state/edits.ts';
import { useWorkspace } from '../state/workspace.ts';
import {
  problemIn,
  problemOf,
  shownIn,
  withTyped,
  type TextFieldName,
  type Typed,
  type Unfinished,
} from './field-edit.ts';

/** How the fields of one rule are edited. */
export interface RuleEdit {
  readonly rule: Rule;
  /** The rule with everything that is being typed: what the command shows. */
  readonly typedSpec: RuleSpec;
  readonly shown: (name: TextFieldName) => Typed;
  readonly type: (name: TextFieldName, typed: Typed) => void;
  /** Makes what was typed an edit of the draft, right or wrong; answers whether it could be. */
  readonly commit: (name: TextFieldName, typed?: Typed) => boolean;
  /** Puts the field back to what the rule says. */
  readonly revert: (name: TextFieldName) => void;
  readonly isTyping: (name: TextFieldName) => boolean;
  /** What is wrong with what is typed, or else with what the draft holds. */
  readonly problem: (name: TextFieldName) => string | null;
  /** Changes the rule at once, for choices that need no typing. */
  readonly change: (label: string, edit: (spec: RuleSpec) => RuleSpec) => void;
}

/** Holds what is typed into the fields of a rule until it is committed; `fault` is why the rule as it is cannot be one. */
export function useRuleEdit(
  ref: RuleRef,
  rule: Rule,
  { label, fault }: { readonly label: string; readonly fault: string | null },
): RuleEdit {
  const family = useWorkspace((state) => state.family);
  const [unfinished, setUnfinished] = useState<Unfinished>({});
  const { spec } = rule;
  const typedSpec = useMemo(() => withAll(spec, unfinished), [spec, unfinished]);
  const put = (name: TextFieldName, typed: Typed | undefined): void =>
    setUnfinished((before) => {
      const { [name]: _old, ...rest } = before;
      return typed ? { ...rest, [name]: typed } : rest;
    });
  const save = (text: string, words: string): boolean => {
    // Text that says the same in other words is left as it was found.
    if (text === printSpec(spec, { family })) return true;
    return replaceRule(ref, text, words);
  };
  return {
    rule,
    typedSpec,
    shown: (name) => unfinished[name] ?? shownIn(spec, name),
    type: put,
    commit: (name, typed = unfinished[name]) => {
      if (!typed) return true;
      const next = withTyped(spec, name, typed);
      const done = save(printSpec(next, { family }), `Set ${FIELD_WORDS[name]} of ${label}`);
      if (done) put(name, undefined);
      return done;
    },
    revert: (name) => put(name, undefined),
    isTyping: (name) => unfinished[name] !== undefined,
    problem: (name) => {
      const typed = unfinished[name];
      if (typed) return problemOf(spec, withTyped(spec, name, typed), family);
      return fault === null ? null : problemIn(spec, name, family);
    },
    change: (words, edit) => void save(printSpec(edit(spec), { family }), `${words} of ${label}`),
  };
}

/** How fields are called in the words of undo. */
const FIELD_WORDS: Readonly<Record<TextFieldName, string>> = {
  protocol: 'protocol',
  source: 'source',
  destination: 'destination',
  inInterface: 'in interface',
  outInterface: 'out interface',
  sourcePort: 'source port',
  destinationPort: 'destination port',
  comment: 'comment',
};

function withAll(spec: RuleSpec, unfinished: Unfinished): RuleSpec {
  return (Object.entries(unfinished) as [TextFieldName, Typed][]).reduce(
    (typed, [name, value]) => withTyped(typed, name, value),
    spec,
  );
}
