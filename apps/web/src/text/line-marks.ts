import type { DiffRow, ShownDiff } from '@sluice/draft';
import type { RuleId } from '@sluice/netfilter';
import { RangeSet, RangeValue, StateEffect, StateField, type EditorState } from '@codemirror/state';
import type { TextLine } from './read-text.ts';

/** What a line stands for, kept at its beginning while the text around it changes. */
export class LineMark extends RangeValue {
  readonly line: TextLine;

  constructor(line: TextLine) {
    super();
    this.line = line;
  }

  override eq(other: RangeValue): boolean {
    return other instanceof LineMark && other.line.kind === this.line.kind && other.line.counter === this.line.counter;
  }
}

/** Says what the lines stand for, after the text has been read. */
export const setLines = StateEffect.define<readonly TextLine[]>();

/** What each line stands for. */
export const lineMarks = StateField.define<RangeSet<LineMark>>({
  create: () => RangeSet.empty,
  update: (marks, transaction) => {
    let next = marks.map(transaction.changes);
    for (const effect of transaction.effects) {
      if (!effect.is(setLines)) continue;
      const { doc } = transaction.state;
      next = RangeSet.of(
        effect.value
          .filter(({ line }) => line <= doc.lines)
          .map((line) => new LineMark(line).range(doc.line(line.line).from)),
      );
    }
    return next;
  },
});

/** What the line at this position stands for. */
export function lineAt(state: EditorState, position: number): TextLine | null {
  const { from } = state.doc.lineAt(position);
  let found: TextLine | null = null;
  state.field(lineMarks).between(from, from, (_at, _to, mark) => {
    found = mark.line;
    return false;
  });
  return found;
}

/** Where the line is that stands for this; null when no line does. */
export function findLine(state: EditorState, is: (line: TextLine) => boolean): number | null {
  for (const cursor = state.field(lineMarks).iter(); cursor.value; cursor.next()) {
    if (is(cursor.value.line)) return cursor.from;
  }
  return null;
}

/** Says what the draft changes, and which rules are disabled. */
export const setDiff = StateEffect.define<ShownDiff | null>();

/** A rule of the draft that is another one, or elsewhere, than where rules run. */
export type ChangedRow = DiffRow & { readonly change: 'added' | 'changed' | 'moved' };

/** What the draft does to rules, policies and chains, for the marks beside the text. */
export interface Changes {
  readonly rules: ReadonlyMap<RuleId, ChangedRow>;
  /** `table/chain` of chains that are new, and of those with another policy. */
  readonly chains: ReadonlyMap<string, 'added' | 'changed'>;
  readonly diff: ShownDiff | null;
}

const NO_CHANGES: Changes = { rules: new Map(), chains: new Map(), diff: null };

/** The draft's changes as last told. */
export const changes = StateField.define<Changes>({
  create: () => NO_CHANGES,
  update: (known, transaction) => {
    const told = transaction.effects.find((effect) => effect.is(setDiff));
    return told ? changesOf(told.value) : known;
  },
});

function changesOf(diff: ShownDiff | null): Changes {
  const rules = new Map<RuleId, ChangedRow>();
  const chains = new Map<string, 'added' | 'changed'>();
  for (const { table, chain, state, policy, rows } of diff?.chains ?? []) {
    if (state === 'created') chains.set(`${table}/${chain}`, 'added');
    else if (policy) chains.set(`${table}/${chain}`, 'changed');
    for (const { change, before, after } of rows) {
      if (!after || change === 'same' || change === 'removed' || change === 'disabled') continue;
      rules.set(after.rule.id, { change, after, ...(before && { before }) });
    }
  }
  return { rules, chains, diff };
}

/** What the draft does to what this line stands for. */
export function changeOfLine({ rules, chains }: Changes, line: TextLine): ChangedRow['change'] | 'same' {
  if (line.id !== null) return rules.get(line.id)?.change ?? 'same';
  return line.kind === 'chain' ? (chains.get(`${line.table}/${line.chain}`) ?? 'same') : 'same';
}
