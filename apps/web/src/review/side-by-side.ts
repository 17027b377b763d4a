import type { DiffRow } from '@sluice/draft';

/** What a line of the comparison shows: on one side or on both. */
export interface DiffLine {
  readonly change: DiffRow['change'];
  readonly before?: DiffRow['before'];
  readonly after?: DiffRow['after'];
}

/** A line, or a run of unchanged ones that is not shown. */
export type Piece =
  | { readonly kind: 'line'; readonly line: DiffLine }
  | { readonly kind: 'fold'; readonly lines: readonly DiffLine[] };

const CONTEXT = 2;
const LEAST_FOLDED = 2;

/**
 * A chain's rows as two columns that each keep their own order. Rows that stand in the same order on both sides share
 * a line; a row that moved past one of those stands twice, once on each side.
 */
export function sideBySide(rows: readonly DiffRow[]): readonly DiffLine[] {
  const anchors = anchorsOf(rows);
  const leftOnly = rows
    .filter((row) => row.before && !anchors.has(row))
    .toSorted((a, b) => (a.before?.index ?? 0) - (b.before?.index ?? 0));
  const lines: DiffLine[] = [];
  const flushLeft = (limit: number): void => {
    while ((leftOnly[0]?.before?.index ?? Infinity) < limit) {
      const row = leftOnly.shift();
      if (row) lines.push({ change: row.change, before: row.before });
    }
  };
  for (const row of rows) {
    if (anchors.has(row)) {
      flushLeft(row.before?.index ?? 0);
      lines.push(row);
    } else if (row.after) {
      lines.push({ change: row.change, after: row.after });
    }
  }
  flushLeft(Infinity);
  return lines;
}

/** The lines with runs of unchanged ones folded, but for a little around each change. */
export function foldUnchanged(lines: readonly DiffLine[]): readonly Piece[] {
  const near = lines.map((_, index) =>
    lines.slice(Math.max(0, index - CONTEXT), index + CONTEXT + 1).some(({ change }) => change !== 'same'),
  );
  const pieces: Piece[] = [];
  for (let index = 0; index < lines.length;) {
    const run = near[index] === true ? 0 : runLength(near, index);
    if (run >= LEAST_FOLDED) pieces.push({ kind: 'fold', lines: lines.slice(index, index + run) });
    else for (const line of lines.slice(index, index + Math.max(run, 1))) pieces.push({ kind: 'line', line });
    index += Math.max(run, 1);
  }
  return pieces;
}

function runLength(near: readonly boolean[], from: number): number {
  const end = near.indexOf(true, from);
  return (end < 0 ? near.length : end) - from;
}

/** Rows on both sides, taken in the new order, whose old places grow: only these can share a line. */
function anchorsOf(rows: readonly DiffRow[]): ReadonlySet<DiffRow> {
  const anchors = new Set<DiffRow>();
  let last = -1;
  const still = rows.filter(({ change, before, after }) => before && after && change !== 'moved');
  // Unchanged rows are in order among themselves; a changed one may have moved as well and then gives way.
  const unchanged = still.filter(({ change }) => change === 'same').map(({ before }) => before?.index ?? 0);
  let next = 0;
  for (const row of still) {
    const place = row.before?.index ?? 0;
    while ((unchanged[next] ?? Infinity) <= last) next++;
    const nextUnchanged = unchanged[next] ?? Infinity;
    if (place > last && (row.change === 'same' || place < nextUnchanged)) {
      anchors.add(row);
      last = place;
    }
  }
  return anchors;
}
