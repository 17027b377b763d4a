import {
  callGraph,
  findPath,
  isHook,
  legsOf,
  reachableFrom,
  type Backend,
  type Hook,
  type Journey,
  JOURNEYS,
  type Ruleset,
} from '@sluice/netfilter';
import { useEffect, useEffectEvent, useRef } from 'react';
import type { OrderRow } from '../projection/order-model.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { leadsTo } from './order-keys.ts';
import { useOrder } from './order-state.ts';

/** Opening one line can show another that must be opened; calls nest less deep than this. */
const TRIES = 20;

/**
 * Brings the selection into view when the view opens, and when another part of the page asks for it. What hides it is
 * opened, and a rule that packets of this journey never meet is shown on one that does.
 */
export function useReveal(rows: readonly OrderRow[], goTo: (index: number) => void): void {
  const reveals = useSelection((state) => state.reveals);
  const asked = useRef({ reveals: -1, tries: 0 });
  const show = useEffectEvent((shown: readonly OrderRow[], count: number) => {
    if (asked.current.reveals !== count) asked.current = { reveals: count, tries: TRIES };
    const { selected } = useSelection.getState();
    const { current, backend } = useWorkspace.getState();
    if (!selected || !current || asked.current.tries === 0) return;
    const at = shown.findIndex((row) => leadsTo(row, selected));
    const more = at < 0 && uncover(shown, { current, backend: backend ?? 'nft' }, selected);
    asked.current.tries = more ? asked.current.tries - 1 : 0;
    if (at >= 0) goTo(at);
  });
  useEffect(() => show(rows, reveals), [rows, reveals]);
}

/** Takes away one layer of what hides the selection; answers whether there was one. */
function uncover(
  rows: readonly OrderRow[],
  rules: { readonly current: Ruleset; readonly backend: Backend },
  selected: Selected,
): boolean {
  const order = useOrder.getState();
  const hooks = hooksTo(rules.current, selected);
  // A chain that nobody calls stands at the end of every journey.
  const journey =
    hooks.length === 0
      ? order.journey
      : [order.journey, ...JOURNEYS].find((each) => passes(each, rules.backend, hooks));
  if (journey === undefined) return false;
  if (journey !== order.journey) {
    order.follow(journey);
    return true;
  }
  const graph = callGraph(rules.current, selected.table);
  const onWay = new Set(hooks.flatMap((hook) => findPath(graph, hook, selected.chain) ?? []));
  const closed = rows.filter((row) => isClosedOn(row, selected, onWay)).map(({ key }) => key);
  order.foldAll(closed, true);
  return closed.length > 0;
}

/** The hooks from which a packet comes to the chain; none when nobody calls it. */
function hooksTo(current: Ruleset, { table, chain }: Selected): readonly Hook[] {
  if (isHook(chain)) return [chain];
  const found = current.tables.find(({ name }) => name === table);
  return found ? [...(reachableFrom(found).get(chain) ?? [])] : [];
}

function passes(journey: Journey, backend: Backend, hooks: readonly Hook[]): boolean {
  return legsOf(journey, backend).some((leg) => leg.kind === 'hook' && hooks.includes(leg.hook));
}

/** Whether a row stands for lines that lead to the selection, and is closed. */
function isClosedOn(row: OrderRow, selected: Selected, onWay: ReadonlySet<string>): boolean {
  switch (row.kind) {
    case 'section':
      return !row.open && row.table === selected.table && onWay.has(row.hook);
    case 'uncalled':
      return !row.open && row.table === selected.table && row.chain === selected.chain;
    case 'more':
      return row.table === selected.table && onWay.has(row.chain);
    case 'rule':
      return row.call.state === 'folded' && row.table === selected.table && onWay.has(row.call.chain);
    case 'policy':
    case 'alien':
    case 'rest':
    case 'aside':
    case 'routing':
    case 'loopback':
      return false;
  }
}
