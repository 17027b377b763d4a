import type { Call } from './calls.ts';
import { isGone, type CallEdge, type CardId, type MapCard } from './model.ts';

/** From so many calls between the same two cards on, one line stands for all of them. */
const BUNDLE = 4;

/**
 * Calls to more chains than this from rows that are scrolled away share one line: hundreds of lines from one point
 * say nothing. They part when their rows come into sight.
 */
const HIDDEN = 6;

/** The lines that leave one card: one per call, or one for many. Removed rules call nothing. */
export function edgesFrom(card: MapCard, calls: readonly Call[]): readonly CallEdge[] {
  const byCallee = new Map<CardId, Call[]>();
  for (const call of calls) {
    if (isGone(call.change)) continue;
    const list = byCallee.get(call.callee);
    if (list) list.push(call);
    else byCallee.set(call.callee, [call]);
  }
  const lists = [...byCallee.values()];
  const rows = new Set(card.rows.flatMap(({ id, folds }) => (folds === 1 ? [id] : [])));
  const isVisible = ({ rule }: Call): boolean => rows.has(rule.id);
  const linesOf = (list: readonly Call[]): readonly CallEdge[] => linesFor(card, list, isVisible);
  const outOfSight = lists.filter((list) => !list.some(isVisible));
  if (outOfSight.length <= HIDDEN) return lists.flatMap(linesOf);
  const inSight = lists.filter((list) => list.some(isVisible));
  return [...inSight.flatMap(linesOf), lineFor(card, outOfSight.flat(), undefined)];
}

function linesFor(card: MapCard, list: readonly Call[], isVisible: (call: Call) => boolean): readonly CallEdge[] {
  const visible = list.filter(isVisible);
  if (list.length >= BUNDLE) return [lineFor(card, list, visible[0])];
  const hidden = list.filter((call) => !isVisible(call));
  const single = visible.map((call) => lineFor(card, [call], call));
  return hidden.length > 0 ? [...single, lineFor(card, hidden, undefined)] : single;
}

function lineFor(from: MapCard, list: readonly Call[], begin: Call | undefined): CallEdge {
  const first = list[0] as Call;
  return {
    id: `${from.id} ${begin?.rule.id ?? 'hidden'} ${first.callee}`,
    from: from.id,
    to: first.callee,
    others: [...new Set(list.map(({ callee }) => callee))].slice(1),
    how: list.every(({ how }) => how === 'goto') ? 'goto' : 'jump',
    row: begin?.rule.id ?? null,
    count: list.length,
    change: list.length === 1 ? first.change : 'same',
  };
}
