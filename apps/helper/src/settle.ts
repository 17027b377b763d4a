import { diffRulesets, type ChainDiff, type DiffRow } from '@sluice/draft';
import {
  findTable,
  isBuiltinChain,
  type Chain,
  type Policy,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import { indexChains, type ChainIndex } from './planning.ts';

/** A change that is to be made on a host, or was: from `base` to `mine`. */
export interface Course {
  readonly base: Ruleset;
  readonly mine: Ruleset;
  /** The plan went through since: what is there beyond `mine` was put there by others, whatever it says. */
  readonly done: boolean;
}

/**
 * What the host shall hold when a change is made on what stands there now: with none of it done or all, and with
 * whatever other programs did meanwhile. What we bring stands where we want it; what we take away goes; what others
 * added stays behind the rule that it follows, what others removed or moved of their own stays removed or moved.
 * Applying and rolling back are the same question with the sides exchanged. Asked again of its own answer it changes
 * nothing, which is how the end is recognised.
 */
export function settle({ base, mine, done }: Course, live: Ruleset): Ruleset {
  const ours = byChain(diffRulesets(base, mine, { matchByText: true }).chains);
  const apart = byChain(diffRulesets(mine, live, { matchByText: true }).chains);
  const theirs = done ? apart : byChain(diffRulesets(base, live, { matchByText: true }).chains);
  const names = new Set([...live.tables, ...mine.tables].map((table) => table.name));
  const sides = { base: indexChains(base), mine: indexChains(mine), live: indexChains(live) };
  const tables = [...names].map((name) => {
    const chains = [live, mine].flatMap((side) => findTable(side, name)?.chains.map((chain) => chain.name) ?? []);
    const work = new TableWork({ name, chains: new Set(chains) }, sides, { ours, apart, theirs, done });
    const settled = work.settle(false);
    return work.wouldShutOut(settled) ? work.settle(true) : settled;
  });
  return { family: live.family, tables: tables.filter((table) => table.chains.length > 0) };
}

type Diffs = ReadonlyMap<string, ChainDiff>;

function byChain(diffs: readonly ChainDiff[]): Diffs {
  return new Map(diffs.map((diff) => [`${diff.table} ${diff.chain}`, diff]));
}

interface Sides {
  readonly base: ChainIndex;
  readonly mine: ChainIndex;
  readonly live: ChainIndex;
}

/** A table and the names of all chains that it has on some side. */
interface TableNames {
  readonly name: TableName;
  readonly chains: ReadonlySet<string>;
}

interface Differences {
  /** From base to mine. */
  readonly ours: Diffs;
  /** From mine to live. */
  readonly apart: Diffs;
  /** What others did: from base to live, and from mine to live once our change is done. */
  readonly theirs: Diffs;
  readonly done: boolean;
}

/** Settles one table. */
class TableWork {
  readonly #name: TableName;
  readonly #chains: ReadonlySet<string>;
  readonly #sides: Sides;
  readonly #differences: Differences;

  constructor({ name, chains }: TableNames, sides: Sides, differences: Differences) {
    this.#name = name;
    this.#chains = chains;
    this.#sides = sides;
    this.#differences = differences;
  }

  /** The table as it shall be; `whole` brings back also what others removed of our rules. */
  settle(whole: boolean): Table {
    const chains = [...this.#chains].map((name) => this.#settleChain(name, whole));
    const doubtful = new Set(chains.filter((chain) => chain.rules.length === 0 && this.#isGone(chain.name)));
    if (doubtful.size === 0) return { name: this.#name, chains };
    const called = new Set(chains.flatMap((chain) => chain.rules.map((rule) => rule.spec.target?.name)));
    return { name: this.#name, chains: chains.filter((chain) => !doubtful.has(chain) || called.has(chain.name)) };
  }

  /**
   * Whether a policy of DROP would come back without all the rules that stood before it, because someone flushed them
   * meanwhile: nobody could reach the host then.
   */
  wouldShutOut(settled: Table): boolean {
    const shuts = settled.chains.some(
      (chain) =>
        chain.policy === 'DROP' && (this.#sides.live.get(this.#name, chain.name)?.policy ?? 'ACCEPT') !== 'DROP',
    );
    if (!shuts) return false;
    return countRules(settled) < countRules(this.settle(true));
  }

  /** One side removed the chain; it stays only while something needs it. */
  #isGone(name: string): boolean {
    if (isBuiltinChain(this.#name, name)) return false;
    const { base, mine, live } = this.#sides;
    const [before, wanted, now] = [base, mine, live].map((side) => side.get(this.#name, name));
    return before !== undefined && (wanted === undefined || now === undefined);
  }

  #settleChain(name: string, whole: boolean): Chain {
    const key = `${this.#name} ${name}`;
    const live = this.#sides.live.get(this.#name, name);
    const changed = this.#differences.ours.get(key);
    if (live && !changed && !whole) return live;
    const rules = this.#settleRules(name, whole);
    if (!isBuiltinChain(this.#name, name)) return { name, rules };
    const policy = this.#policy(name);
    return { name, rules, policy, ...(live?.counters && { counters: live.counters }) };
  }

  #policy(name: string): Policy {
    const [base, mine, live] = [this.#sides.base, this.#sides.mine, this.#sides.live].map(
      (side) => side.get(this.#name, name)?.policy ?? 'ACCEPT',
    ) as [Policy, Policy, Policy];
    return mine === base ? live : mine;
  }

  #settleRules(name: string, whole: boolean): readonly Rule[] {
    const key = `${this.#name} ${name}`;
    const apart = this.#differences.apart.get(key);
    const mine = this.#sides.mine.get(this.#name, name)?.rules ?? [];
    if (!apart) return mine;
    const weaver = new ChainWeaver({
      base: this.#sides.base.get(this.#name, name)?.rules ?? [],
      mine,
      live: this.#sides.live.get(this.#name, name)?.rules ?? [],
      brought: broughtBy(this.#differences.ours.get(key)),
      theyMoved: movedWords(this.#differences.theirs.get(key)),
      done: this.#differences.done,
      whole,
    });
    return weaver.weave(apart.rows);
  }
}

/** Words of the rules that stand at another place. */
function movedWords(diff: ChainDiff | undefined): ReadonlySet<string> {
  const rows = diff?.rows.filter((row) => row.change === 'moved') ?? [];
  return new Set(rows.flatMap((row) => (row.after ? [row.after.rule.text] : [])));
}

function countRules(table: Table): number {
  return table.chains.reduce((sum, chain) => sum + chain.rules.length, 0);
}

/** Indices of the rules that we added or moved. */
function broughtBy(diff: ChainDiff | undefined): ReadonlySet<number> {
  const rows = diff?.rows.filter((row) => row.change !== 'same' && row.change !== 'removed') ?? [];
  return new Set(rows.flatMap((row) => (row.after ? [row.after.index] : [])));
}

interface ChainSides {
  readonly base: readonly Rule[];
  readonly mine: readonly Rule[];
  readonly live: readonly Rule[];
  readonly brought: ReadonlySet<number>;
  readonly theyMoved: ReadonlySet<string>;
  readonly done: boolean;
  readonly whole: boolean;
}

/** Weaves what we want and what others did into one list. */
class ChainWeaver {
  readonly #sides: ChainSides;
  /** How many rules of these words others removed. */
  readonly #removed: Map<string, number>;
  /** How many rules of these words are ours to take away. */
  readonly #toDrop: Map<string, number>;

  constructor(sides: ChainSides) {
    this.#sides = sides;
    const [base, mine, live] = [sides.base, sides.mine, sides.live].map(countWords) as [Count, Count, Count];
    this.#removed = lacking(sides.done ? mine : base, live);
    this.#toDrop = sides.done ? new Map() : lacking(base, mine);
  }

  weave(rows: readonly DiffRow[]): readonly Rule[] {
    const steady = new Set(rows.flatMap((row) => (row.change === 'same' && row.before ? [row.before.index] : [])));
    const fates = this.#fates(rows);
    const theirs = looseRules(rows);
    const woven: Rule[] = [];
    let slot = -1;
    // What we bring stands right behind the rule that it follows, before what others put at the same place.
    const flush = (): void => {
      for (const row of theirs.get(slot) ?? []) if (this.#staysWithThem(row)) woven.push(row.after.rule);
    };
    for (const at of this.#sides.mine.keys()) {
      if (steady.has(at)) {
        flush();
        slot = at;
      }
      const fate = fates.get(at);
      if (fate) woven.push(fate);
    }
    flush();
    return woven;
  }

  /** The rules of ours that stand in their own slot. Live ones are preferred: they have the host's counters. */
  #fates(rows: readonly DiffRow[]): ReadonlyMap<number, Rule> {
    const { mine } = this.#sides;
    const fates = new Map<number, Rule>();
    const found = new Map(rows.flatMap((row) => (row.before ? [[row.before.index, row] as const] : [])));
    for (const [at, rule] of mine.entries()) {
      const row = found.get(at);
      if (row?.change === 'same') fates.set(at, row.after?.rule ?? rule);
      else if (row?.change === 'moved') {
        if (this.#standsWithUs(at)) fates.set(at, row.after?.rule ?? rule);
      } else if (this.#mustStand(at, rule) || !take(this.#removed, rule.text)) fates.set(at, rule);
    }
    return fates;
  }

  /** Of a rule that is not there: whether it must be, even if others removed it. Of equal ones, those that are there are ours. */
  #mustStand(at: number, rule: Rule): boolean {
    const { brought, done, whole, mine, live } = this.#sides;
    if (whole || !brought.has(at)) return whole;
    if (!done) return true;
    const equal = [...brought].filter((index) => mine[index]?.text === rule.text).length;
    return live.filter(({ text }) => text === rule.text).length < equal;
  }

  /** Of a rule that stands elsewhere than we have it: whether our place counts, because nobody else moved it. */
  #standsWithUs(at: number): boolean {
    const { mine, brought, theyMoved } = this.#sides;
    return brought.has(at) || !theyMoved.has(mine[at]?.text ?? '');
  }

  /** A rule that is not where we have it: theirs, unless it is one that we bring, or one that we take away. */
  #staysWithThem({ before, after }: LooseRow): boolean {
    if (before) return !this.#standsWithUs(before.index);
    return !take(this.#toDrop, after.rule.text);
  }
}

interface LooseRow extends DiffRow {
  readonly after: NonNullable<DiffRow['after']>;
}

/** The live rules that are not where we have them, by the rule of ours that they follow (-1: none). */
function looseRules(rows: readonly DiffRow[]): ReadonlyMap<number, readonly LooseRow[]> {
  const loose = new Map<number, LooseRow[]>();
  let slot = -1;
  for (const row of rows) {
    if (row.change === 'same') slot = row.before?.index ?? slot;
    else if (row.after) {
      const list = loose.get(slot) ?? [];
      loose.set(slot, list);
      list.push({ ...row, after: row.after });
    }
  }
  return loose;
}

type Count = Map<string, number>;

function countWords(rules: readonly Rule[]): Count {
  const count: Count = new Map();
  for (const rule of rules) count.set(rule.text, (count.get(rule.text) ?? 0) + 1);
  return count;
}

/** What `some` has more of than `others`. */
function lacking(some: Count, others: Count): Count {
  const lack: Count = new Map();
  for (const [text, count] of some) {
    const missing = count - (others.get(text) ?? 0);
    if (missing > 0) lack.set(text, missing);
  }
  return lack;
}

/** Takes one of these words, if there is one left. */
function take(count: Count, text: string): boolean {
  const left = count.get(text) ?? 0;
  if (left > 0) count.set(text, left - 1);
  return left > 0;
}
