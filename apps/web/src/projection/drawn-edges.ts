import { edgesFrom } from './call-edges.ts';
import type { Call } from './calls.ts';
import type { Gathering } from './chain-groups.ts';
import type { DraftedRules } from './drafted-rules.ts';
import { edgesFromGroup } from './group-card.ts';
import type { GroupLinks } from './group-links.ts';
import { lastMade } from './last-made.ts';
import { allCards, type CallEdge, type CardId, type MapCard, type MapModel } from './model.ts';

/** The calls of a chain as they are drawn: what is in a group is called there. */
export interface GatheredCalls {
  readonly calls: readonly Call[];
  /** Each once, in the order of the first call. */
  readonly callees: readonly CardId[];
}

const lastGathered = lastMade<GatheredCalls>();

/** Of a chain that nobody touches the same object: some have ten thousand calls. */
export function gatheredCalls(own: readonly Call[], gathering: Gathering): GatheredCalls {
  return lastGathered(own, [gathering], () => {
    const calls = own.map((call): Call => {
      const group = gathering.groupOf(call.callee);
      return group === undefined ? call : { ...call, callee: group };
    });
    return { calls, callees: [...new Set(calls.map(({ callee }) => callee))] };
  });
}

/** All lines between what is drawn. */
export function drawnEdges(
  model: MapModel,
  from: { readonly rules: DraftedRules; readonly gathering: Gathering; readonly links: GroupLinks },
): readonly CallEdge[] {
  const { rules, gathering, links } = from;
  const cards = allCards(model);
  const drawn = new Set([...cards, ...model.groups].map(({ id }) => id));
  return [
    ...cards.flatMap((card) => edgesOf(card, gatheredCalls(rules.calls(card.id), gathering), drawn)),
    ...model.groups
      .flatMap(({ id }) => edgesFromGroup(id, links.get(id) ?? new Map()))
      .filter(({ from: caller, to }) => drawn.has(to) && caller !== to),
  ];
}

const lastEdges = lastMade<readonly CallEdge[]>();

/** The lines from a card, kept for as long as nothing of it changes. */
function edgesOf(card: MapCard, own: GatheredCalls, drawn: ReadonlySet<CardId>): readonly CallEdge[] {
  const shown = new Set(own.callees.filter((callee) => drawn.has(callee) && callee !== card.id));
  return lastEdges(card, [own, [...shown].join('\n')], () =>
    edgesFrom(
      card,
      own.calls.filter(({ callee }) => shown.has(callee)),
    ),
  );
}
