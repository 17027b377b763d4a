import {
  diffRulesets,
  findFaults,
  rulesetAt,
  shelfAfter,
  withShelf,
  type RuleFault,
  type RulesetDiff,
  type ShelvedRule,
  type ShownDiff,
  type StepGroup,
} from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { findChain, type Family, type Ruleset } from '@sluice/netfilter';
import type { Draft, Snapshot } from '@sluice/protocol';
import { openLedger, standing, type Ledger, type Standing } from './draft-ledger.ts';

/** One family of one host: what the server told, what the person does, and what follows from both. */
export interface Slice {
  readonly snapshot: Snapshot | null;
  /** The text that the draft began from. */
  readonly draftBase: Draft['base'] | null;
  readonly ledger: Ledger | null;
  /** Tells what each ordinal of a counter frame counts, for the snapshot's fingerprint. */
  readonly counterKeys: () => readonly string[];
  readonly base: Ruleset | null;
  readonly current: Ruleset | null;
  readonly diff: RulesetDiff | null;
  /** The draft's rules that cannot be rules: nothing is applied while there is one. */
  readonly faults: readonly RuleFault[];
  /** The disabled rules as the server keeps them, before what the draft does. */
  readonly keptShelf: readonly ShelvedRule[];
  /** The disabled rules. */
  readonly shelf: readonly ShelvedRule[];
  /** The diff with the disabled rules at their places. */
  readonly drawn: ShownDiff | null;
  readonly shown: Standing;
  /** Why the draft does not fit the rules, in words; then `current` shows the rules alone. */
  readonly trouble: string | null;
  /** How many of the groups are on trial on the host. */
  readonly trial: number;
  /** The rules that the draft began from; `base` is others when edits stand on top of what is on trial. */
  readonly root: Ruleset | null;
  /** The rules on trial, under the ids of the draft that made them; null when none of this family are. */
  readonly tried: Ruleset | null;
  /** What is on trial; the very `diff` while nothing was edited since. */
  readonly trialDiff: RulesetDiff | null;
}

const NOTHING: Standing = { groups: [], cursor: 0 };

/** Before anything has been told. */
export const EMPTY_SLICE: Slice = {
  snapshot: null,
  draftBase: null,
  ledger: null,
  counterKeys: () => [],
  base: null,
  current: null,
  diff: null,
  faults: [],
  keptShelf: [],
  shelf: [],
  drawn: null,
  shown: NOTHING,
  trouble: null,
  trial: 0,
  root: null,
  tried: null,
  trialDiff: null,
};

/** The slice with newly read rules. */
export function withSnapshot(slice: Slice, snapshot: Snapshot): Slice {
  return derive({ ...slice, snapshot }, slice);
}

/** The slice with the draft as the server keeps it; edits on their way are put on top again. */
export function withDraft(slice: Slice, draft: Draft, ledger: Ledger = openLedger(draft)): Slice {
  return derive({ ...slice, draftBase: draft.base, keptShelf: draft.shelf ?? [], ledger }, slice);
}

/** The slice with so many of its groups on trial. */
export function withTrial(slice: Slice, trial: number): Slice {
  return trial === slice.trial ? slice : derive({ ...slice, trial }, slice);
}

/** The slice after an edit or its answer; `current` may be given when it has been computed already. */
export function withLedger(slice: Slice, ledger: Ledger, current?: Ruleset): Slice {
  const base = slice.tried ?? slice.base;
  if (!current || !base) return derive({ ...slice, ledger }, slice);
  const shown = standing(ledger);
  return { ...slice, ledger, base, current, shown, ...compared(slice, { base, current, shown }), trouble: null };
}

function derive(slice: Slice, before: Slice): Slice {
  const shown = slice.ledger ? standing(slice.ledger) : NOTHING;
  const root = rootOf(slice, shown);
  if (!root) return { ...slice, ...UNREAD, shown };
  const tried = triedOn(root, { ...slice, shown }, before);
  const same = root === before.root && tried === before.tried && sameStanding(shown, before.shown);
  if (same && before.base && before.current) {
    const { base, current } = before;
    return {
      ...slice,
      shown,
      ...compared(slice, { base, current, shown }),
      counterKeys: countedAs(slice, tried ?? current),
    };
  }
  // Edits since are a draft of their own, on the rules that are on trial.
  const above = { groups: shown.groups.slice(slice.trial), cursor: shown.cursor - slice.trial };
  const result = tried ? rulesetAt(tried, above) : rulesetAt(root, shown);
  const base = tried && above.cursor > 0 ? tried : root;
  const current = result.ok ? result.value : base;
  const seen = compared(slice, { base, current, shown });
  return {
    ...slice,
    root,
    tried,
    base,
    current,
    ...seen,
    trialDiff: tried && (base === root ? seen.diff : diffRulesets(root, tried)),
    counterKeys: countedAs(slice, tried ?? current),
    shown,
    trouble: result.ok ? null : result.error.message,
  };
}

const UNREAD = { root: null, base: null, current: null, diff: null, faults: [], tried: null, trialDiff: null } as const;

/** The rules on trial. Until the host tells its new rules, and once it tells those of before, there are none. */
function triedOn(root: Ruleset, { snapshot, draftBase, trial, shown }: Slice, before: Slice): Ruleset | null {
  const runs = trial > 0 && draftBase !== null && draftBase.fingerprint !== snapshot?.fingerprint;
  if (!runs || shown.cursor < trial) return null;
  if (before.tried && before.root === root && before.trial === trial) return before.tried;
  const result = rulesetAt(root, { groups: shown.groups, cursor: trial });
  return result.ok ? result.value : null;
}

/** What differs, what of it cannot be applied, and what is disabled; values that say the same stay the same. */
function compared(
  { keptShelf, shelf: before, diff: known, faults, base: oldBase, current: oldCurrent }: Slice,
  { base, current, shown }: { readonly base: Ruleset; readonly current: Ruleset; readonly shown: Standing },
): Pick<Slice, 'diff' | 'faults' | 'shelf' | 'drawn'> {
  const isSame = base === oldBase && current === oldCurrent;
  const diff = known && isSame ? known : diffRulesets(base, current);
  const steps = shown.groups.slice(0, shown.cursor).flatMap((group) => group.steps);
  const fresh = shelfAfter(keptShelf, steps);
  const shelf =
    fresh.length === before.length && fresh.every((rule, at) => isSameRule(rule, before[at])) ? before : fresh;
  return {
    diff,
    faults: known && isSame ? faults : findFaults(diff, base.family),
    shelf,
    drawn: shelf.length === 0 ? diff : withShelf(diff, current, shelf),
  };
}

function isSameRule(a: ShelvedRule, b: ShelvedRule | undefined): boolean {
  return b !== undefined && a.id === b.id && a.text === b.text && a.after === b.after && a.chain === b.chain;
}

/** How rules come about: a text, and what is drafted on top of it. Whoever follows it gets the same rules with the same ids. */
export interface Recipe {
  readonly family: Family;
  readonly text: string;
  readonly groups: readonly StepGroup[];
}

/** How `current` and `base` come about; null while nothing is read, and no `base` where it is the same as `current`. */
export function recipesOf(slice: Slice): { readonly current: Recipe; readonly base: Recipe | null } | null {
  const { snapshot, shown, tried, trial, trouble } = slice;
  if (!snapshot || !slice.current) return null;
  const { family } = snapshot;
  const text = rootText(slice, shown) ?? '';
  const cursor = trouble === null ? shown.cursor : 0;
  const below = tried && cursor > trial ? trial : 0;
  const upTo = (count: number): Recipe => ({ family, text, groups: shown.groups.slice(0, count) });
  return { current: upTo(cursor), base: cursor > below ? upTo(below) : null };
}

function rootOf(slice: Slice, shown: Standing): Ruleset | null {
  const text = rootText(slice, shown);
  return slice.snapshot && text !== null ? parse(text, slice.snapshot.family).document.ruleset : null;
}

/** A draft counts from the text that it began from; while nothing is drafted, what was read last is the truth. */
function rootText({ snapshot, draftBase }: Slice, shown: Standing): string | null {
  const stale = draftBase !== null && draftBase.fingerprint !== snapshot?.fingerprint && shown.cursor > 0;
  return stale && snapshot ? draftBase.text : (snapshot?.text ?? null);
}

/**
 * What the host's counters count. While an applied draft is on trial the host runs what `current` shows, but names the
 * rules that the draft made by their words: those counters belong to the draft's own rules.
 */
function countedAs({ snapshot, draftBase }: Slice, current: Ruleset): Slice['counterKeys'] {
  if (!snapshot) return EMPTY_SLICE.counterKeys;
  const { keys, document } = parse(snapshot.text, snapshot.family);
  if (!draftBase || draftBase.fingerprint === snapshot.fingerprint) return keys;
  let renamed: readonly string[] | undefined;
  return () => (renamed ??= namedByDraft(document, current));
}

function namedByDraft({ ruleset, counterKeys }: Document, current: Ruleset): readonly string[] {
  const names = new Map<string, string>();
  for (const table of ruleset.tables) {
    for (const { name, rules } of table.chains) {
      const drafted = findChain(current, { table: table.name, chain: name })?.rules;
      for (const [index, { id, text }] of rules.entries()) {
        const own = drafted?.[index];
        if (own && own.id !== id && own.text === text) names.set(id, own.id);
      }
    }
  }
  return names.size === 0 ? counterKeys : counterKeys.map((key) => names.get(key) ?? key);
}

function sameStanding(a: Standing, b: Standing): boolean {
  return a.cursor === b.cursor && a.groups.slice(0, a.cursor).every((group, index) => group === b.groups[index]);
}

type Document = ReturnType<typeof parseSave>;
interface Parsed {
  readonly text: string;
  readonly family: Family;
  readonly document: Document;
  /** The same function for as long as the text is at hand. */
  readonly keys: Slice['counterKeys'];
}
const REMEMBERED = 6;
const parsed: Parsed[] = [];

/** Parsing 56,000 rules twice would be seen; the texts at hand are few. */
function parse(text: string, family: Family): Parsed {
  const known = parsed.find((entry) => entry.family === family && entry.text === text);
  if (known) return known;
  const document = parseSave(text, { family });
  const fresh = { text, family, document, keys: () => document.counterKeys };
  parsed.unshift(fresh);
  parsed.length = Math.min(parsed.length, REMEMBERED);
  return fresh;
}
