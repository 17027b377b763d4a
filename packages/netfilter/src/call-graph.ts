import { isBuiltinChain, type TableName } from './table.ts';
import type { Hook } from './hook.ts';
import type { Rule } from './rule.ts';
import { findTable, type Chain, type Ruleset, type Table } from './ruleset.ts';

/** One rule that calls a chain. */
export interface Call {
  readonly caller: string;
  readonly rule: Rule;
  /** Where the rule stands in its chain, counted from 0. */
  readonly index: number;
  readonly how: 'jump' | 'goto';
  readonly callee: string;
}

/** Which chains of a table call which. Chains without calls are in neither map. */
export interface CallGraph {
  readonly callsOf: ReadonlyMap<string, readonly Call[]>;
  readonly callersOf: ReadonlyMap<string, readonly Call[]>;
}

/** Every call of a chain by a rule, in the order of chains and rules. Names that are no chain of the table are none. */
export function callGraph(ruleset: Ruleset, name: TableName): CallGraph {
  const table = findTable(ruleset, name);
  return table ? tableCalls(table) : { callsOf: new Map(), callersOf: new Map() };
}

const graphs = new WeakMap<Table, CallGraph>();
/** The table of each name that was asked about last: what an edit makes of it has nearly all of its chains. */
const latest = new Map<TableName, Table>();

/**
 * The same for one table. A table never changes, and is asked about each of its twenty thousand chains: it is walked
 * once, and after an edit only where the edit was.
 */
export function tableCalls(table: Table): CallGraph {
  const known = graphs.get(table) ?? patchedCalls(table) ?? walkCalls(table);
  graphs.set(table, known);
  latest.set(table.name, table);
  return known;
}

function walkCalls(table: Table): CallGraph {
  // A rule's own copy of a name is looked up once; from then on the chain's stands for it, which compares at once.
  const names = new Map(table.chains.map(({ name }) => [name, name]));
  const callsOf = new Map<string, readonly Call[]>();
  const callersOf = new Map<string, Call[]>();
  for (const chain of table.chains) {
    const calls = readCalls(chain, names);
    if (calls.length > 0) callsOf.set(chain.name, calls);
    for (const call of calls) {
      const callers = callersOf.get(call.callee);
      if (callers) callers.push(call);
      else callersOf.set(call.callee, [call]);
    }
  }
  return { callsOf, callersOf };
}

function readCalls({ name: caller, rules }: Chain, names: ReadonlyMap<string, string>): readonly Call[] {
  const calls: Call[] = [];
  for (const [index, rule] of rules.entries()) {
    const { target } = rule;
    const callee = target && names.get(target.name);
    if (target && callee !== undefined) calls.push({ caller, rule, index, how: target.how, callee });
  }
  return calls;
}

/** The graph of the table before with what differs; undefined when the two do not hold the same chains in one order. */
function patchedCalls(table: Table): CallGraph | undefined {
  const before = latest.get(table.name);
  const graph = before && graphs.get(before);
  if (!graph || before.chains.length !== table.chains.length) return undefined;
  if (table.chains.some(({ name }, at) => name !== before.chains[at]?.name)) return undefined;
  const changed = table.chains.filter((chain, at) => chain !== before.chains[at]);
  if (changed.length > table.chains.length / 2) return undefined;
  const names = new Map(table.chains.map(({ name }) => [name, name]));
  const places = new Map(table.chains.map(({ name }, at) => [name, at]));
  const callsOf = new Map(graph.callsOf);
  const callersOf = new Map(graph.callersOf);
  for (const chain of changed) {
    const old = callsOf.get(chain.name) ?? [];
    const fresh = readCalls(chain, names);
    setOrDelete(callsOf, chain.name, fresh);
    for (const callee of new Set([...old, ...fresh].map((call) => call.callee))) {
      const own = fresh.filter((call) => call.callee === callee);
      setOrDelete(callersOf, callee, withCalls(callersOf.get(callee) ?? [], { of: chain.name, own, places }));
    }
  }
  return { callsOf, callersOf };
}

/** The callers of a chain with these calls of one chain in the place of its former ones. */
function withCalls(
  callers: readonly Call[],
  {
    of,
    own,
    places,
  }: { readonly of: string; readonly own: readonly Call[]; readonly places: ReadonlyMap<string, number> },
): readonly Call[] {
  const others = callers.filter(({ caller }) => caller !== of);
  const place = places.get(of) ?? 0;
  const behind = others.findIndex(({ caller }) => (places.get(caller) ?? 0) > place);
  return behind < 0 ? [...others, ...own] : others.toSpliced(behind, 0, ...own);
}

function setOrDelete(map: Map<string, readonly Call[]>, key: string, calls: readonly Call[]): void {
  if (calls.length > 0) map.set(key, calls);
  else map.delete(key);
}

const mirrors = new WeakMap<CallGraph, CallGraph>();

/** The same calls seen from the called side. */
export function reversed(graph: CallGraph): CallGraph {
  const known = mirrors.get(graph) ?? { callsOf: turned(graph.callersOf), callersOf: turned(graph.callsOf) };
  mirrors.set(graph, known);
  return known;
}

function turned(calls: CallGraph['callsOf']): CallGraph['callsOf'] {
  return new Map(
    [...calls].map(([chain, all]) => [
      chain,
      all.map((call) => ({ ...call, caller: call.callee, callee: call.caller })),
    ]),
  );
}

/** The chains that a chain calls, each once. */
function calleesOf(graph: CallGraph, chain: string): readonly string[] {
  const calls = graph.callsOf.get(chain);
  if (!calls) return NONE;
  const known = calleesOfCalls.get(calls) ?? [...new Set(calls.map((call) => call.callee))];
  calleesOfCalls.set(calls, known);
  return known;
}

const NONE: readonly string[] = [];
const calleesOfCalls = new WeakMap<readonly Call[], readonly string[]>();

/** A path of calls from one chain to another, both ends included; null when there is none. The shortest one. */
export function findPath(graph: CallGraph, from: string, to: string): readonly string[] | null {
  const cameFrom = new Map<string, string | null>([[from, null]]);
  const waiting = [from];
  for (const chain of waiting) {
    if (chain === to) return trace(cameFrom, to);
    for (const callee of calleesOf(graph, chain)) {
      if (cameFrom.has(callee)) continue;
      cameFrom.set(callee, chain);
      waiting.push(callee);
    }
  }
  return null;
}

function trace(cameFrom: ReadonlyMap<string, string | null>, to: string): readonly string[] {
  const path: string[] = [];
  for (let at: string | null | undefined = to; at !== null && at !== undefined; at = cameFrom.get(at)) path.unshift(at);
  return path;
}

/** The circle that a call from `addFrom` to `addTo` would close, `[addFrom, addTo, ..., addFrom]`, or null. */
export function findLoop(table: Table, addFrom: string, addTo: string): readonly string[] | null {
  const path = findPath(tableCalls(table), addTo, addFrom);
  return path && [addFrom, ...path];
}

/** A circle of calls that the table holds, first and last chain the same, or null. */
export function anyLoop(table: Table): readonly string[] | null {
  const graph = tableCalls(table);
  const done = new Set<string>();
  for (const { name } of table.chains) {
    const loop = loopFrom(graph, name, done);
    if (loop) return loop;
  }
  return null;
}

/** Walks in depth without recursion: call chains may be thousands deep. */
function loopFrom(graph: CallGraph, start: string, done: Set<string>): readonly string[] | null {
  if (done.has(start)) return null;
  const path = [start];
  const onPath = new Set(path);
  const waiting = [[...calleesOf(graph, start)]];
  while (path.length > 0) {
    const next = waiting.at(-1)?.pop();
    if (next === undefined) {
      const left = path.pop() as string;
      waiting.pop();
      onPath.delete(left);
      done.add(left);
    } else if (onPath.has(next)) {
      return [...path.slice(path.indexOf(next)), next];
    } else if (!done.has(next)) {
      path.push(next);
      onPath.add(next);
      waiting.push([...calleesOf(graph, next)]);
    }
  }
  return null;
}

/** For every chain the hooks from which packets can come to it, by name alone; empty for chains that nobody calls. */
export function reachableFrom(table: Table): ReadonlyMap<string, ReadonlySet<Hook>> {
  const known = reached.get(table) ?? findReached(table);
  reached.set(table, known);
  return known;
}

const reached = new WeakMap<Table, ReadonlyMap<string, ReadonlySet<Hook>>>();

function findReached(table: Table): ReadonlyMap<string, ReadonlySet<Hook>> {
  const graph = tableCalls(table);
  const hooks = new Map(table.chains.map((chain) => [chain.name, new Set<Hook>()]));
  for (const { name } of table.chains) {
    if (isBuiltinChain(table.name, name)) for (const chain of below(graph, name)) hooks.get(chain)?.add(name as Hook);
  }
  return hooks;
}

/** The chain itself and all that it calls, directly or not. */
export function below(graph: CallGraph, start: string): ReadonlySet<string> {
  const found = new Set([start]);
  for (const chain of found) for (const callee of calleesOf(graph, chain)) found.add(callee);
  return found;
}

/**
 * The longest path of calls that begins at each chain, in a graph without circles; a chain on a circle counts once.
 * Gives the next chain on that path and the number of chains on it.
 */
export function longestBelow(graph: CallGraph, start: string): readonly string[] {
  const best = new Map<string, { readonly length: number; readonly next: string | undefined }>();
  const open = new Set<string>();
  const waiting = [start];
  while (waiting.length > 0) {
    const chain = waiting.at(-1) as string;
    const callees = calleesOf(graph, chain);
    const unknown = open.has(chain) ? [] : callees.filter((callee) => !best.has(callee) && !open.has(callee));
    open.add(chain);
    if (unknown.length > 0) {
      waiting.push(...unknown);
      continue;
    }
    waiting.pop();
    if (best.has(chain)) continue;
    const next = callees.filter((each) => best.has(each)).toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
    best.set(chain, { length: (next === undefined ? 0 : lengthOf(next)) + 1, next });
  }
  const path: string[] = [];
  for (let at: string | undefined = start; at !== undefined; at = best.get(at)?.next) path.push(at);
  return path;

  function lengthOf(chain: string): number {
    return best.get(chain)?.length ?? 0;
  }
}
