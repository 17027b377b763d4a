import { policyKey } from '@sluice/iptables';
import {
  callGraph,
  findChain,
  findTarget,
  HOOKS,
  hooksOf,
  TABLES,
  type Call,
  type Chain,
  type ChainRef,
  type Hook,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import type { PipeName } from '../projection/pipes.ts';

/** Packets and bytes per second. */
export interface Flow {
  readonly packets: number;
  readonly bytes: number;
}

/** The rate of one counter; null when it has none yet. */
export type RateOf = (key: string) => Flow | null;

const NOTHING: Flow = { packets: 0, bytes: 0 };

/** What a chain's counters say about the packets in it: which rules end their way, which hand them on. */
interface ChainParts {
  readonly ends: readonly string[];
  readonly calls: readonly { readonly key: string; readonly callee: string }[];
}

/**
 * How many packets enter a chain or a hook, from the counters of rules and policies: the kernel does not count that
 * itself. One reader serves one sample.
 *
 * - A user-defined chain is entered exactly as often as the rules that call it are hit.
 * - A packet that enters a built-in chain is decided there by a rule that ends its way, or in a chain that it was
 *   sent to, or by the policy: `policy + Σ ending rules + Σ calls × share decided behind the call`. The share is that of
 *   all packets of the called chain, whoever called it, so that it is an estimate where several chains call one.
 * - A hook is entered as often as the busiest of its built-in chains, since a packet that one table drops is missing in
 *   the next. nat sees only the first packet of a connection, so it counts where no other table does.
 */
export class FlowReader {
  readonly #rulesets: readonly Ruleset[];
  readonly #rateOf: RateOf;
  readonly #decided = new Map<string, Flow>();

  /** Rules may stand in several rulesets: those that run, and those of the draft that may be on trial. */
  constructor(rulesets: readonly (Ruleset | null)[], rateOf: RateOf) {
    this.#rulesets = rulesets.filter((ruleset) => ruleset !== null);
    this.#rateOf = rateOf;
  }

  /** Packets that enter a built-in chain; null while none of its counters has a rate. */
  builtin({ table, chain }: ChainRef): Flow | null {
    const policy = this.#rateOf(policyKey(table, chain));
    const parts = this.#parts({ table, chain });
    const known =
      policy ?? parts.ends.concat(parts.calls.map(({ key }) => key)).find((key) => this.#rateOf(key) !== null);
    if (known === undefined) return null;
    return sum([policy ?? NOTHING, this.#decidedIn({ table, chain })]);
  }

  /** Packets that enter a hook; null while nothing there has a rate. */
  hook(hook: Hook): Flow | null {
    const tables = TABLES.filter((table) => hooksOf(table).includes(hook));
    const all = tables.flatMap((table) => this.#named(table, hook));
    const whole = all.filter(({ table }) => table !== 'nat').map(({ flow }) => flow);
    return busiest(whole.length > 0 ? whole : all.map(({ flow }) => flow));
  }

  #named(table: TableName, hook: Hook): readonly { readonly table: TableName; readonly flow: Flow }[] {
    const flow = this.builtin({ table, chain: hook });
    return flow ? [{ table, flow }] : [];
  }

  /** Packets whose way ends in this chain or in chains that it calls. */
  #decidedIn(ref: ChainRef): Flow {
    const id = `${ref.table}/${ref.chain}`;
    const known = this.#decided.get(id);
    if (known) return known;
    // A circle of calls cannot be entered, so what it decides is nothing.
    this.#decided.set(id, NOTHING);
    const parts = this.#parts(ref);
    const own = parts.ends.map((key) => this.#rateOf(key) ?? NOTHING);
    const handed = parts.calls.map(({ key, callee }) => this.#share(this.#rateOf(key), { ...ref, chain: callee }));
    const decided = sum([...own, ...handed]);
    this.#decided.set(id, decided);
    return decided;
  }

  #share(call: Flow | null, callee: ChainRef): Flow {
    if (!call || call.packets === 0) return NOTHING;
    const entered = this.custom(callee);
    const decided = this.#decidedIn(callee);
    const part = (of: keyof Flow) => (entered[of] > 0 ? Math.min(1, decided[of] / entered[of]) * call[of] : 0);
    return { packets: part('packets'), bytes: part('bytes') };
  }

  /** Packets that enter a user-defined chain. */
  custom(ref: ChainRef): Flow {
    const keys = new Set(this.#rulesets.flatMap((ruleset) => callerKeys(ruleset, ref)));
    return sum([...keys].map((key) => this.#rateOf(key) ?? NOTHING));
  }

  #parts(ref: ChainRef): ChainParts {
    const found = this.#rulesets.map((ruleset) => findChain(ruleset, ref)).filter((chain) => chain !== undefined);
    const [first, second] = found;
    if (!first) return { ends: [], calls: [] };
    if (!second || second === first) return partsOf(first);
    const known = new Set(first.rules.map(({ id }) => id as string));
    const more = partsOf(second);
    return {
      ends: [...partsOf(first).ends, ...more.ends.filter((key) => !known.has(key))],
      calls: [...partsOf(first).calls, ...more.calls.filter(({ key }) => !known.has(key))],
    };
  }
}

const parts = new WeakMap<Chain, ChainParts>();

function partsOf(chain: Chain): ChainParts {
  const known = parts.get(chain);
  if (known) return known;
  const ends: string[] = [];
  const calls: { key: string; callee: string }[] = [];
  for (const rule of chain.rules) {
    const name = rule.target?.name;
    if (name === undefined) continue;
    const extension = findTarget(name);
    // RETURN leaves the chain, and the policy or the caller goes on counting.
    if (!extension) calls.push({ key: rule.id, callee: name });
    else if (extension.ends && extension.outcome !== 'return') ends.push(rule.id);
  }
  const made = { ends, calls };
  parts.set(chain, made);
  return made;
}

const keysOfCalls = new WeakMap<readonly Call[], readonly string[]>();

/** The counters of the rules that call a chain. Only those are named: naming a rule of 50,000 is dear. */
function callerKeys(ruleset: Ruleset, { table, chain }: ChainRef): readonly string[] {
  const calls = callGraph(ruleset, table).callersOf.get(chain) ?? NO_CALLS;
  const keys = keysOfCalls.get(calls) ?? calls.map(({ rule }) => rule.id);
  keysOfCalls.set(calls, keys);
  return keys;
}

const NO_CALLS: readonly Call[] = [];

function sum(flows: readonly Flow[]): Flow {
  let [packets, bytes] = [0, 0];
  for (const flow of flows) {
    packets += flow.packets;
    bytes += flow.bytes;
  }
  return { packets, bytes };
}

function busiest(flows: readonly Flow[]): Flow | null {
  return flows.reduce<Flow | null>((most, flow) => (most && most.packets >= flow.packets ? most : flow), null);
}

/** Packets through every stretch of the path. What one hook cannot tell, its neighbours do. */
export function pipeFlows(reader: FlowReader): Readonly<Record<PipeName, Flow | null>> {
  const [pre, input, forward, output, post] = HOOKS.map((hook) => reader.hook(hook));
  const arrived = pre ?? both(input, forward);
  return {
    in: arrived ?? null,
    routing: arrived ?? null,
    forward: forward ?? null,
    input: input ?? null,
    forwarded: forward ?? null,
    local: input ?? null,
    output: output ?? null,
    sent: output ?? null,
    out: post ?? both(forward, output) ?? null,
  };
}

function both(a: Flow | null | undefined, b: Flow | null | undefined): Flow | null {
  return a || b ? sum([a ?? NOTHING, b ?? NOTHING]) : null;
}
