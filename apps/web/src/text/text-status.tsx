import type { ShownDiff } from '@sluice/draft';
import { useShallow } from 'zustand/react/shallow';
import { useWorkspace } from '../state/workspace.ts';
import { Sign } from '../ui/signs.tsx';

/** Where the cursor is in the text; lines and columns count from 1. */
export interface CursorPlace {
  readonly line: number;
  readonly column: number;
  readonly lines: number;
}

/** Under the text: where the cursor is, what the draft changes, and why the last edit is not in it yet. */
export function TextStatus(props: { readonly cursor: CursorPlace; readonly trouble: string | null }) {
  const { cursor, trouble } = props;
  const counts = useWorkspace(useShallow((state) => countRows(state.shown)));
  return (
    <footer className="text-status">
      <span>
        Line {cursor.line}, column {cursor.column}
      </span>
      <span>{cursor.lines.toLocaleString('en')} lines</span>
      <span className="text-counts">
        {COUNTED.filter(({ change }) => counts[change] > 0).map(({ change, glyph, word }) => (
          <span key={change} className={`text-count text-count-${change}`}>
            <b aria-hidden="true">{glyph}</b> {counts[change]} <span className="unseen">{word}</span>
          </span>
        ))}
      </span>
      <output className="text-said">
        {trouble === null ? (
          'Map, order and text edit the same draft'
        ) : (
          <>
            <Sign kind="warning" /> <span title={trouble}>{trouble}</span>
          </>
        )}
      </output>
    </footer>
  );
}

const COUNTED = [
  { change: 'added', glyph: '+', word: 'added' },
  { change: 'changed', glyph: '~', word: 'changed' },
  { change: 'removed', glyph: '−', word: 'removed' },
  { change: 'moved', glyph: '↕', word: 'moved' },
  { change: 'disabled', glyph: '○', word: 'disabled' },
] as const;

type Counted = Record<(typeof COUNTED)[number]['change'], number>;

function countRows(diff: ShownDiff | null): Counted {
  const counts: Counted = { added: 0, changed: 0, removed: 0, moved: 0, disabled: 0 };
  for (const { rows, policy, state } of diff?.chains ?? []) {
    if (policy) counts.changed += 1;
    if (state === 'created') counts.added += 1;
    if (state === 'removed') counts.removed += 1;
    for (const { change } of rows) if (change !== 'same') counts[change] += 1;
  }
  return counts;
}
