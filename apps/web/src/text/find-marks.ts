import { RangeSetBuilder, StateEffect, StateField, type EditorState, type Extension } from '@codemirror/state';
import { Decoration, EditorView, ViewPlugin, type DecorationSet } from '@codemirror/view';
import type { RuleId } from '@sluice/netfilter';
import { useFind } from '../find/find-state.ts';
import { lineMarks, setLines } from './line-marks.ts';

const setFound = StateEffect.define<ReadonlySet<RuleId>>();

/** The rules that the page's search found. */
const found = StateField.define<ReadonlySet<RuleId>>({
  create: () => useFind.getState().rules,
  update: (rules, { effects }) => effects.find((effect) => effect.is(setFound))?.value ?? rules,
});

const LINE = Decoration.line({ class: 'text-found' });

/** Their lines; typing moves them. */
const marked = StateField.define<DecorationSet>({
  create: markLines,
  update: (lines, transaction) =>
    transaction.effects.some((effect) => effect.is(setFound) || effect.is(setLines))
      ? markLines(transaction.state)
      : lines.map(transaction.changes),
  provide: (field) => EditorView.decorations.from(field),
});

function markLines(state: EditorState): DecorationSet {
  const rules = state.field(found);
  const lines = new RangeSetBuilder<Decoration>();
  if (rules.size === 0) return lines.finish();
  for (const cursor = state.field(lineMarks).iter(); cursor.value; cursor.next()) {
    const { id } = cursor.value.line;
    if (id !== null && rules.has(id)) lines.add(cursor.from, cursor.from, LINE);
  }
  return lines.finish();
}

const follower = ViewPlugin.define((view) => ({
  destroy: useFind.subscribe((state, before) => {
    if (state.rules !== before.rules) view.dispatch({ effects: setFound.of(state.rules) });
  }),
}));

/** Marks the lines that the page's search found. */
export function findMarks(): Extension {
  return [found, marked, follower];
}
