import type { Trace } from '@sluice/analysis';
import type { ChainRef, Journey, RuleId } from '@sluice/netfilter';
import type { PipeName } from '../projection/pipes.ts';
import { cardId } from '../projection/model.ts';
import type { Way, WayMark } from '../state/way.ts';
import type { Stop } from './stops.ts';

/** The same stops on the map. `callee` is the chain that a rule calls, if it calls one. */
export function wayOf(
  trace: Trace,
  stops: readonly Stop[],
  callee: (rule: ChainRef & { readonly id: RuleId }) => string | null,
): Way {
  const hooks = hooksOf(trace);
  const marks = new Map<string, WayMark>();
  const calls = new Set<string>();
  for (const stop of stops) {
    const place = placeOf(stop, hooks);
    // A place that is come to twice keeps its first number, and the worse of what was said there.
    if (place !== null) marks.set(place, { number: marks.get(place)?.number ?? stop.number, kind: kindOf(stop) });
    if (stop.kind !== 'rule') continue;
    const { place: from, id } = stop.rule;
    const to = callee({ ...from, id });
    if (to !== null) calls.add(`${cardId(from)}>${cardId({ table: from.table, chain: to })}`);
  }
  return { marks, calls, cards: cardsOf(trace), hooks, pipes: pipesOf(trace, stops, hooks) };
}

function placeOf(stop: Stop, hooks: ReadonlySet<string>): string | null {
  switch (stop.kind) {
    case 'start':
      return comesIn(stop.journey) ? 'place in' : 'place local';
    case 'empty':
      return cardId({ table: stop.table, chain: stop.hook });
    case 'policy':
      // Where it only lets the packet go on, the rules of the chain have said all.
      return stop.decides ? cardId({ table: stop.table, chain: stop.hook }) : null;
    case 'tracking':
      return `conntrack ${stop.hook}`;
    case 'rule':
      return stop.rule.id;
    case 'routing':
      return 'place routing';
    case 'loopback':
      return null;
    case 'end':
      if (stop.fate !== 'accepted') return null;
      return hooks.has('INPUT') ? 'place local' : 'place out';
  }
}

function kindOf(stop: Stop): WayMark['kind'] {
  if (!stop.sure) return 'maybe';
  return 'decides' in stop && stop.decides ? 'decides' : 'met';
}

function comesIn(journey: Journey): boolean {
  return journey === 'arriving' || journey === 'forwarded';
}

function cardsOf({ steps }: Trace): ReadonlySet<string> {
  return new Set(
    steps.flatMap((step) => {
      if (step.kind === 'rule') return [cardId(step.place)];
      return step.kind === 'chain' || step.kind === 'policy' ? [cardId({ table: step.table, chain: step.hook })] : [];
    }),
  );
}

function hooksOf({ steps }: Trace): ReadonlySet<string> {
  return new Set(steps.flatMap((step) => ('hook' in step ? [step.hook] : step.kind === 'routing' ? [step.to] : [])));
}

function pipesOf(trace: Trace, [start, ...stops]: readonly Stop[], hooks: ReadonlySet<string>): ReadonlySet<string> {
  const pipes = new Set<PipeName>();
  if (start?.kind === 'start') pipes.add(comesIn(start.journey) ? 'in' : 'output');
  for (const stop of stops) {
    if (stop.kind === 'routing') pipes.add('routing').add(stop.to === 'FORWARD' ? 'forward' : 'input');
  }
  const isAccepted = trace.endings.some(({ fate }) => fate === 'accepted');
  const isHere = hooks.has('INPUT');
  if (hooks.has('POSTROUTING') || (isAccepted && !isHere)) pipes.add(hooks.has('FORWARD') ? 'forwarded' : 'sent');
  if (isAccepted) pipes.add(isHere ? 'local' : 'out');
  return pipes;
}
