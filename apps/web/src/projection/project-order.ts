import {
  isBuiltinChain,
  legsOf,
  reachableFrom,
  type Hook,
  type Journey,
  type Leg,
  type RuleId,
  type TableName,
} from '@sluice/netfilter';
import { alienReason } from './aliens.ts';
import type { DraftChain } from './calls.ts';
import { lineCount, linesFrom, type ChainLine } from './chain-lines.ts';
import { DraftedRules } from './drafted-rules.ts';
import { cardId, isGone, type CardId } from './model.ts';
import { onlyMarked } from './only-marked.ts';
import type { CallShown, OrderRow, Passing, RuleRow } from './order-model.ts';
import type { MapInput } from './project-map.ts';

/** What the reading order is made from. */
export interface OrderInput extends Pick<MapInput, 'current' | 'base' | 'diff' | 'backend' | 'aliens'> {
  readonly journey: Journey;
  /** What a person opened or folded, by row key; everything else is as `isOpenByItself` says. */
  readonly opened: ReadonlyMap<string, boolean>;
  /** Rules that are looked for, or that something is wrong with: they are never hidden among others. */
  readonly marked: ReadonlySet<RuleId>;
  /** Nothing but the marked rules is to be read. */
  readonly onlyMarked: boolean;
  /** Built-in chains without rules share a line, instead of one section each. */
  readonly foldEmpty: boolean;
}

/** A called chain with more lines than this shows its first ones, and those that the draft changed. */
const LONG = 60;
const FIRST = 10;
/** A hidden run is at least so long: fewer lines take no more room than the line that stands for them. */
const RUN = 3;
/** nft nests at most 15 calls; legacy more, and those deeper ones open on demand. */
const DEEP = 16;

/**
 * The rules in the order in which a packet of this journey meets them, called chains read out where they are called.
 * A chain that was read out before is named with its place instead, so the list is never longer than the ruleset and its
 * calls, however often chains call each other.
 */
export function projectOrder(input: OrderInput): readonly OrderRow[] {
  const rows = new OrderReader(input).read();
  return input.onlyMarked ? onlyMarked(rows, input.marked) : rows;
}

/** Where in the ruleset a walk stands. */
interface Standing {
  /** Null in a chain that nobody calls. */
  readonly hook: Hook | null;
  readonly chain: DraftChain;
  readonly key: string;
  /** The caller's number with its dot; empty in a built-in chain, a dot in one that nobody calls. */
  readonly prefix: string;
  readonly lasts: readonly boolean[];
  readonly back: string | null;
  /** The chains on the way down, this one included. */
  readonly path: readonly CardId[];
}

class OrderReader {
  readonly #input: OrderInput;
  readonly #rules: DraftedRules;
  readonly #rows: OrderRow[] = [];
  /** Where each called chain was read out first. */
  readonly #seen = new Map<CardId, string>();
  #number = 0;

  constructor(input: OrderInput) {
    this.#input = input;
    this.#rules = new DraftedRules(input);
  }

  read(): readonly OrderRow[] {
    const legs = legsOf(this.#input.journey, this.#input.backend);
    for (const [at, leg] of legs.entries()) this.#readLeg(leg, `${at}`, hookBefore(legs, at));
    this.#readUncalled();
    return this.#rows;
  }

  #readLeg(leg: Leg, key: string, before: Hook): void {
    switch (leg.kind) {
      case 'hook':
        for (const stage of leg.stages) {
          if (stage.kind === 'table') this.#readTable(leg.hook, stage.table, key);
          else if (stage.kind === 'conntrack') this.#passBy(leg.hook, key, { kind: 'conntrack' });
        }
        return;
      case 'routing':
      case 'loopback':
        this.#rows.push({ kind: leg.kind, key, to: leg.to });
        return;
      case 'end':
        return this.#passBy(before, key, { kind: leg.at });
    }
  }

  /** What follows each other without rules in between shares a line. */
  #passBy(hook: Hook, leg: string, passing: Passing): void {
    const last = this.#rows.at(-1);
    const shared = last?.kind === 'aside' && last.hook === hook ? last : null;
    if (shared) this.#rows.pop();
    const key = shared?.key ?? `${leg}:${passing.kind === 'empty' ? passing.table : passing.kind} aside`;
    this.#rows.push({ kind: 'aside', key, hook, passing: [...(shared?.passing ?? []), passing] });
  }

  #readTable(hook: Hook, table: TableName, leg: string): void {
    const chain = this.#rules.chain(cardId({ table, chain: hook })) ?? unread(table, hook);
    const policy = chain.chain.policy ?? null;
    const empty = !this.#hasLines(chain) && (this.#input.foldEmpty || policy === null);
    if (empty) return this.#passBy(hook, leg, { kind: 'empty', table, policy });
    const key = `${leg}:${table}`;
    const open = this.#isOpen(key, true);
    const rules = chain.chain.rules.length;
    this.#rows.push({ kind: 'section', key, hook, table, rules, policy, open });
    const path = [cardId({ table, chain: hook })];
    if (open) this.#readChain({ hook, chain, key, prefix: '', lasts: [], back: null, path });
    else this.#number += rules;
    if (open && policy) this.#rows.push({ kind: 'policy', key: `${key}:policy`, hook, table, policy, rules });
  }

  /** Chains that no hook leads to, in the order of the tables: nothing of the ruleset is left out. */
  #readUncalled(): void {
    const uncalled = this.#input.current.tables.flatMap((table) => {
      const reached = reachableFrom(table);
      return table.chains.flatMap(({ name }) =>
        isBuiltinChain(table.name, name) || (reached.get(name)?.size ?? 0) > 0
          ? []
          : (this.#rules.chain(cardId({ table: table.name, chain: name })) ?? []),
      );
    });
    if (uncalled.length > 0) this.#rows.push({ kind: 'rest', key: 'rest', chains: uncalled.length });
    for (const chain of uncalled) {
      const id = cardId({ table: chain.table, chain: chain.chain.name });
      const key = `rest:${id}`;
      const open = this.#isOpen(key, this.#input.onlyMarked);
      const { name, rules } = chain.chain;
      this.#rows.push({ kind: 'uncalled', key, table: chain.table, chain: name, rules: rules.length, open });
      if (open) this.#readChain({ hook: null, chain, key, prefix: '·', lasts: [], back: null, path: [id] });
    }
  }

  #readChain(at: Standing): void {
    const { chain, diff } = at.chain;
    const lines = linesFrom(chain, diff, { first: 0, count: lineCount(chain, diff) });
    const own = at.path.length === 1;
    const first = at.prefix === '' ? this.#number : 0;
    const numberOf = (index: number): string => `${at.prefix}${first + index + 1}`;
    const inner = [...at.lasts, false];
    const end = [...at.lasts, true];
    const lastsAt = (line: number): readonly boolean[] => (own ? [] : line === lines.length - 1 ? end : inner);
    const hidden = own ? [] : hiddenRuns(lines, this.#input.marked);
    this.#readAlien(at, lastsAt(-1));
    for (let line = 0; line < lines.length; line += 1) {
      const shown = lines[line] as ChainLine;
      const run = hidden.find(({ from }) => from === line);
      const key = `${at.key}>${shown.rule.id}`;
      if (run && !this.#isOpen(`${key}…`, false)) {
        line = run.to - 1;
        this.#rows.push({
          kind: 'more',
          key: `${key}…`,
          hook: at.hook,
          table: at.chain.table,
          chain: chain.name,
          number: numberOf(shown.index),
          count: run.to - run.from,
          lasts: lastsAt(line),
        });
        continue;
      }
      const next = shown.index + 1 < chain.rules.length ? numberOf(shown.index + 1) : at.back;
      this.#readRule(at, shown, {
        key: isGone(shown.change) ? `${key}−` : key,
        number: isGone(shown.change) ? null : numberOf(shown.index),
        next,
        lasts: lastsAt(line),
      });
    }
    if (at.prefix === '') this.#number += chain.rules.length;
  }

  #hasLines({ table, chain, diff }: DraftChain): boolean {
    return lineCount(chain, diff) > 0 || alienReason(this.#input.aliens, { table, chain: chain.name }) !== null;
  }

  /** Where iptables cannot print all rules, that is said before those that it prints. */
  #readAlien({ hook, chain: { table, chain }, key }: Standing, lasts: readonly boolean[]): void {
    const reason = alienReason(this.#input.aliens, { table, chain: chain.name });
    if (reason === null) return;
    this.#rows.push({ kind: 'alien', key: `${key} alien`, hook, table, chain: chain.name, reason, lasts });
  }

  #readRule(
    at: Standing,
    line: ChainLine,
    row: Pick<RuleRow, 'key' | 'number' | 'lasts'> & { readonly next: string | null },
  ): void {
    const { table, chain } = at.chain;
    const { target } = line.rule.spec;
    const callee = target && this.#rules.isChain(table)(target.name) ? target.name : null;
    const call = callee === null ? NO_CALL : this.#callShown(at, { chain: callee, row });
    this.#rows.push({
      kind: 'rule',
      key: row.key,
      number: row.number,
      hook: at.hook,
      table,
      chain: chain.name,
      line,
      lasts: row.lasts,
      isLast: line.index === at.chain.chain.rules.length - 1,
      call,
      back: at.back,
    });
    if (callee === null || call.state !== 'open') return;
    const id = cardId({ table, chain: callee });
    const called = this.#rules.chain(id);
    if (!called) return;
    if (!this.#seen.has(id)) this.#seen.set(id, `${row.number}.1`);
    this.#readChain({
      hook: at.hook,
      chain: called,
      key: row.key,
      prefix: `${row.number}.`,
      lasts: row.lasts,
      // A goto pushes no place to come back to: who leaves the called chain leaves the calling one as well.
      back: target?.how === 'goto' ? at.back : row.next,
      path: [...at.path, id],
    });
  }

  #callShown(at: Standing, call: { readonly chain: string; readonly row: Pick<RuleRow, 'key' | 'number'> }): CallShown {
    const { chain, row } = call;
    if (row.number === null) return { state: 'removed', chain };
    const id = cardId({ table: at.chain.table, chain });
    const callee = this.#rules.chain(id);
    if (!callee || !this.#hasLines(callee)) return { state: 'empty', chain };
    if (at.path.includes(id)) return { state: 'loop', chain };
    const seen = this.#seen.get(id);
    if (this.#isOpen(row.key, seen === undefined && at.path.length < DEEP)) return { state: 'open', chain };
    return seen === undefined ? { state: 'folded', chain } : { state: 'seen', chain, at: seen };
  }

  #isOpen(key: string, byItself: boolean): boolean {
    // What a person folded must not hide a rule that is looked for.
    return (this.#input.onlyMarked ? undefined : this.#input.opened.get(key)) ?? byItself;
  }
}

/** A built-in chain of which nothing was read: the host does not have it, or iptables cannot print its table. */
function unread(table: TableName, hook: Hook): DraftChain {
  return { table, chain: { name: hook, rules: [] }, diff: undefined };
}

const NO_CALL: CallShown = { state: 'none' };

function hookBefore(legs: readonly Leg[], at: number): Hook {
  const passed = legs.slice(0, at + 1).findLast((leg) => leg.kind === 'hook');
  return passed?.kind === 'hook' ? passed.hook : 'OUTPUT';
}

interface Run {
  readonly from: number;
  readonly to: number;
}

/** The lines of a long chain that are not read out: all behind its first ones that the draft left alone. */
function hiddenRuns(lines: readonly ChainLine[], marked: ReadonlySet<RuleId>): readonly Run[] {
  if (lines.length <= LONG) return [];
  const runs: Run[] = [];
  let from = FIRST;
  for (let line = FIRST; line <= lines.length; line += 1) {
    const shown = lines[line];
    if (shown?.change === 'same' && !marked.has(shown.rule.id)) continue;
    if (line - from >= RUN) runs.push({ from, to: line });
    from = line + 1;
  }
  return runs;
}
