import {
  findChain,
  findTable,
  firstState,
  joinPackets,
  legsOf,
  readOrdinal,
  tracksConnections,
  walkChain,
  type Backend,
  type ConnectionState,
  type Hook,
  type Journey,
  type Leg,
  type Packet,
  type Ruleset,
  type Stage,
  type TableName,
} from '@sluice/netfilter';
import { onePacket, type ChainEnd, type Traveller } from './one-packet.ts';
import type { Assumption, Decider, Ending, Fate, Question, Step, Trace } from './trace.ts';

/** What packets can come to: one thing at a time. */
type Stop =
  | { readonly kind: 'stage'; readonly hook: Hook; readonly stage: Stage }
  | Exclude<Leg, { readonly kind: 'hook' }>
  | { readonly kind: 'reroute' };

/** So many different packets are followed when nobody can tell which of them it is. */
const MOST_WAYS = 8;

/**
 * What a ruleset does with a packet, hook by hook in the kernel's order. Never a guess: where an answer needs what is not
 * known, both ways are followed, and the fate is `unknown` unless they end alike.
 */
export function simulate(ruleset: Ruleset, question: Question, backend: Backend): Trace {
  return new Simulation(ruleset, question, backend).run();
}

/** What one packet has met so far. */
class Simulation {
  readonly #ruleset: Ruleset;
  readonly #question: Question;
  readonly #backend: Backend;
  readonly #tracks: boolean;
  readonly #steps: Step[] = [];
  readonly #endings: Ending[] = [];
  readonly #assumptions = new Set<Assumption>();

  constructor(ruleset: Ruleset, question: Question, backend: Backend) {
    this.#ruleset = ruleset;
    this.#question = question;
    this.#backend = backend;
    this.#tracks = tracksConnections(ruleset);
  }

  run(): Trace {
    const { journey } = this.#question;
    if (this.#state()[0] === 'ESTABLISHED' && findTable(this.#ruleset, 'nat')) this.#assumptions.add('untranslated');
    this.#travel({ packet: this.#start(), sure: true }, stopsOf(journey, this.#backend), null);
    const fates = new Set(this.#endings.map(({ fate }) => fate));
    const [only] = fates;
    return {
      fate: fates.size === 1 && only ? only : 'unknown',
      endings: this.#endings,
      steps: this.#steps,
      assumptions: [...this.#assumptions],
    };
  }

  #start(): Packet {
    const { journey, packet } = this.#question;
    const comesIn = journey === 'arriving' || journey === 'forwarded';
    return {
      fragment: 0,
      ...packet,
      connectionMark: null,
      mark: packet.mark ?? 0,
      inInterface: comesIn ? packet.inInterface : '',
      outInterface: comesIn ? '' : journey === 'looped' ? 'lo' : packet.outInterface,
      // Before connection tracking no packet has a connection (measured: every packet is INVALID in raw).
      states: ['INVALID'],
      direction: null,
    };
  }

  /** Follows a packet through the stops that are left; `letBy` is who let it through the filter table last. */
  #travel(at: Traveller, stops: readonly Stop[], letBy: Decider | null): void {
    const [stop, ...rest] = stops;
    if (!stop) return;
    switch (stop.kind) {
      case 'stage':
        return stop.stage.kind === 'table'
          ? this.#chain(at, { hook: stop.hook, table: stop.stage.table }, rest, letBy)
          : this.#travel(this.#kernelStage(at, stop.hook, stop.stage), rest, letBy);
      case 'routing':
        return this.#route(at, stop.to, rest, letBy);
      case 'reroute':
        return this.#reroute(at, rest, letBy);
      case 'loopback': {
        this.#steps.push({ kind: 'loopback', sure: at.sure });
        const packet = { ...at.packet, inInterface: 'lo', outInterface: '' };
        return this.#travel({ ...at, packet }, rest, letBy);
      }
      case 'end':
        return this.#end('accepted', letBy ?? { kind: 'end', at: stop.at }, at);
    }
  }

  #end(fate: Fate, by: Decider, { packet, sure }: Traveller): void {
    this.#endings.push({ fate, by, packet });
    this.#steps.push({ kind: 'end', fate, by, sure });
  }

  #kernelStage(at: Traveller, hook: Hook, stage: Stage): Traveller {
    if (stage.kind !== 'conntrack' || !this.#tracks) return at;
    const packet = this.#tracked(at.packet);
    this.#steps.push({ kind: 'tracking', hook, states: packet.states, sure: at.sure });
    return { ...at, packet };
  }

  /** What connection tracking says of a packet, unless a rule has told it to look away. */
  #tracked(packet: Packet): Packet {
    if (packet.states?.includes('UNTRACKED')) return packet;
    if (packet.states === undefined) return { ...packet, direction: undefined, connectionMark: undefined };
    const states = this.#state();
    const belongs = states[0] !== undefined && states[0] !== 'INVALID' && states[0] !== 'UNTRACKED';
    if (!belongs) return { ...packet, states: states.length > 0 ? states : undefined };
    const isFirst = states[0] === 'NEW';
    const { connectionMark, direction } = this.#question.packet;
    return {
      ...packet,
      states,
      connectionMark: connectionMark ?? (isFirst ? 0 : undefined),
      direction: direction ?? (isFirst ? 'ORIGINAL' : undefined),
      originalSource: isFirst ? packet.source : undefined,
      originalDestination: isFirst ? packet.destination : undefined,
      originalSourcePort: isFirst ? packet.sourcePort : undefined,
      originalDestinationPort: isFirst ? packet.destinationPort : undefined,
    };
  }

  /** The state that connection tracking will give; empty when nobody can tell. */
  #state(): readonly ConnectionState[] {
    const { state, packet } = this.#question;
    if (state !== undefined && state !== 'NEW') return [state];
    const first = firstState(packet);
    return first === undefined ? [] : [first];
  }

  #chain(
    at: Traveller,
    { hook, table }: { readonly hook: Hook; readonly table: TableName },
    rest: readonly Stop[],
    letBy: Decider | null,
  ): void {
    const chain = findChain(this.#ruleset, { table, chain: hook });
    const found = findTable(this.#ruleset, table);
    if (!chain || !found || (table === 'nat' && !this.#asksNat(at.packet))) return this.#travel(at, rest, letBy);
    this.#steps.push({ kind: 'chain', hook, table, rules: chain.rules.length, sure: at.sure });
    const ends: ChainEnd[] = [];
    walkChain(found, chain, at, onePacket(hook, this.#steps, ends));
    const onward: { at: Traveller; by: Decider }[] = [];
    for (const end of ends) {
      const by = deciderOf(end, table, hook);
      if (by.kind === 'policy') this.#steps.push({ kind: 'policy', hook, table, policy: by.policy, sure: end.at.sure });
      if (end.ending === 'ACCEPT') onward.push({ at: end.at, by });
      else this.#end(FATES[end.ending], by, end.at);
    }
    const ways = mergeWays(onward);
    const isOne = ways.length === 1 && onward.length === ends.length;
    for (const way of ways) {
      const { packet } = way.at;
      const on = { packet, sure: isOne ? at.sure : way.at.sure };
      this.#travel(on, rest, table === 'filter' ? way.by : letBy);
    }
  }

  /** nat is asked about the first packet of a connection only (measured: UNTRACKED, INVALID and errors never come there). */
  #asksNat({ states, protocol }: Packet): boolean {
    if (!this.#tracks) return false;
    if (states === undefined) return true;
    if (states.includes('NEW')) return true;
    const isError = protocol === 1 || protocol === 58;
    return states.includes('RELATED') && !isError;
  }

  #route(at: Traveller, to: Hook, rest: readonly Stop[], letBy: Decider | null): void {
    const target = to === 'OUTPUT' ? { to, out: at.packet.outInterface } : this.#way(at.packet, to);
    const stops = target.to === to ? rest : stopsAfterRouting(target.to, this.#backend);
    const hops = at.packet.hopLimit;
    if (target.to === 'FORWARD' && hops !== undefined && hops <= 1) {
      return this.#end('lost', { kind: 'end', at: 'routing' }, at);
    }
    const packet: Packet = {
      ...at.packet,
      outInterface: target.out,
      ...(target.to === 'FORWARD' && hops !== undefined && { hopLimit: hops - 1 }),
    };
    this.#steps.push({ kind: 'routing', to: target.to, packet, sure: at.sure });
    this.#travel({ ...at, packet }, stops, letBy);
  }

  /** Where a packet that came in goes: as asked, unless its destination was translated. */
  #way(packet: Packet, asked: Hook): { readonly to: Hook; readonly out: string | undefined } {
    const { journey, packet: first } = this.#question;
    const out = journey === 'forwarded' ? first.outInterface : '';
    if (!packet.states?.includes('DNAT') || packet.destination === first.destination) return { to: asked, out };
    const found = this.#lookUp(packet);
    if (found === 'here') return { to: 'INPUT', out: '' };
    return { to: 'FORWARD', out: found };
  }

  #lookUp({ destination, family, redirected }: Packet): string | undefined {
    if (redirected || (destination !== undefined && isLoopback(destination, family))) return 'here';
    const route = this.#question.routes?.find((each) => readOrdinal(each.destination, family) === destination);
    if (!route) this.#assumptions.add('translatedOnward');
    return route?.out;
  }

  /** After OUTPUT: a translated destination is routed anew; the rest of OUTPUT has seen the old interface (measured). */
  #reroute(at: Traveller, rest: readonly Stop[], letBy: Decider | null): void {
    const { packet } = at;
    const isSame = !packet.states?.includes('DNAT') || packet.destination === this.#question.packet.destination;
    if (isSame) return this.#travel(at, rest, letBy);
    const found = this.#lookUp(packet);
    const stops = stopsAfterOutput(found === 'here' ? 'looped' : 'sent', this.#backend);
    this.#travel({ ...at, packet: { ...packet, outInterface: found === 'here' ? 'lo' : found } }, stops, letBy);
  }
}

const FATES = { DROP: 'dropped', REJECT: 'rejected', UNKNOWN: 'unknown' } as const;

function isLoopback(address: number | bigint, family: Packet['family']): boolean {
  return family === 'ipv4' ? Number(address) >>> 24 === 127 : address === 1n;
}

function deciderOf({ by }: ChainEnd, table: TableName, chain: Hook): Decider {
  if ('policy' in by) return { kind: 'policy', table, chain, policy: by.policy };
  return { kind: 'rule', id: by.rule.id, text: by.rule.text, ...by.place };
}

interface Way {
  readonly at: Traveller;
  readonly by: Decider;
}

/** Equal packets go on as one, and so do too many different ones; who let the last of them through is named. */
function mergeWays(ways: readonly Way[]): readonly Way[] {
  const merged = new Map<string, Way>();
  for (const way of ways) merged.set(keyOf(way.at.packet), way);
  const distinct = [...merged.values()];
  const [first] = distinct;
  if (!first || distinct.length <= MOST_WAYS) return distinct;
  const packet = distinct.map(({ at }) => at.packet).reduce(joinPackets);
  return [{ at: { packet, sure: false }, by: first.by }];
}

function keyOf(packet: Packet): string {
  return JSON.stringify(packet, (_, value: unknown) => (typeof value === 'bigint' ? `${value}n` : value));
}

function stopsOf(journey: Journey, backend: Backend): readonly Stop[] {
  return legsOf(journey, backend).flatMap((leg): readonly Stop[] => {
    if (leg.kind !== 'hook') return [leg];
    const stages = leg.stages.map((stage): Stop => ({ kind: 'stage', hook: leg.hook, stage }));
    return leg.hook === 'OUTPUT' ? [...stages, { kind: 'reroute' }] : stages;
  });
}

function stopsAfterRouting(to: Hook, backend: Backend): readonly Stop[] {
  const stops = stopsOf(to === 'FORWARD' ? 'forwarded' : 'arriving', backend);
  return stops.slice(stops.findIndex(({ kind }) => kind === 'routing') + 1);
}

function stopsAfterOutput(journey: Journey, backend: Backend): readonly Stop[] {
  const stops = stopsOf(journey, backend);
  return stops.slice(stops.findIndex(({ kind }) => kind === 'reroute') + 1);
}
