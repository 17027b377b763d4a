import {
  hooksOf,
  isBuiltinChain,
  type Chain,
  type Counters,
  type Family,
  type Policy,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import { quote } from './quoting.ts';
import { policyKey } from './rule-id.ts';
import { createReadRule, type RuleHome } from './rule-node.ts';

/** A chain while a file is read. */
export interface ChainDraft extends RuleHome {
  name: string;
  /** A chain line names it, and nothing has removed it since. */
  isDeclared: boolean;
  policy: Policy | undefined;
  counters: Counters | undefined;
  readonly rules: Rule[];
  /** The chain of the table that was made after this one. */
  next: ChainDraft | undefined;
}

interface TableDraft {
  readonly name: TableName;
  last: ChainDraft | undefined;
  readonly chains: Map<string, ChainDraft>;
  /** Those of its chains whose names hold a quote. */
  readonly oddNames: Set<string>;
}

/** What iptables-restore would have loaded after the lines read so far. */
export class RulesetBuilder {
  readonly #tables: TableDraft[] = [];
  #table: TableDraft | undefined;
  readonly #keys: (ChainDraft | Rule)[] = [];
  /** Rules only ever came at the end of chains, so that the keys are already in place. */
  #plain = true;

  /** Begins a table; a second one of the same name replaces the first. True when it did. */
  openTable(name: TableName): boolean {
    const at = this.#tables.findIndex((table) => table.name === name);
    if (at >= 0) {
      this.#tables.splice(at, 1);
      this.#plain = false;
    }
    this.#table = { name, last: undefined, chains: new Map(), oddNames: new Set() };
    this.#tables.push(this.#table);
    return at >= 0;
  }

  closeTable(): void {
    this.#table = undefined;
  }

  get table(): TableName | undefined {
    return this.#table?.name;
  }

  /** Whether the open table has a built-in chain of this name. */
  isBuiltin(name: string): boolean {
    return this.#table !== undefined && isBuiltinChain(this.#table.name, name);
  }

  findChain(name: string): ChainDraft | undefined {
    return this.#table?.chains.get(name);
  }

  /**
   * The line with those chain names in quotes that hold a quote themselves: iptables-save prints them bare,
   * and iptables-restore then reads something else.
   */
  quoteNames(line: string): string {
    if (!line.includes('"') || !this.#table || this.#table.oddNames.size === 0) return line;
    const { oddNames } = this.#table;
    return line.replaceAll(/[^ \t]+/g, (word) => (oddNames.has(word) ? quote(word) : word));
  }

  /** The chain, made if it is not there. Call only while a table is open. */
  chain(name: string): ChainDraft {
    const table = this.#open();
    return table.chains.get(name) ?? makeChain(table, name);
  }

  /** Makes the chain of a chain line; undefined where the table has it already. Call only while a table is open. */
  declareNew(name: string): ChainDraft | undefined {
    const table = this.#open();
    if (table.chains.has(name)) return undefined;
    const made = makeChain(table, name);
    this.declare(made);
    return made;
  }

  /** Takes note of a chain line, which stands among the counters of the text. */
  declare(chain: ChainDraft): void {
    if (chain.isDeclared) this.#plain = false;
    chain.isDeclared = true;
    this.#keys.push(chain);
  }

  /** Sets what a chain line of a built-in chain says. */
  setPolicy(chain: ChainDraft, policy: Policy | undefined, counters: Counters | undefined): void {
    chain.policy = policy ?? chain.policy;
    chain.counters = counters;
  }

  /** Adds a rule at the end. */
  append(chain: ChainDraft, text: string, counters: Counters | string | undefined): Rule {
    const rule = createReadRule(text, chain, counters);
    chain.rules.push(rule);
    this.#keys.push(rule);
    return rule;
  }

  /** Replaces `remove` rules from `index` on by new ones. */
  splice(chain: ChainDraft, index: number, remove: number, rules: readonly Rule[]): void {
    this.#plain = false;
    chain.rules.splice(index, remove, ...rules);
  }

  clear(chain: ChainDraft): void {
    if (chain.rules.length === 0) return;
    this.#plain = false;
    chain.rules.length = 0;
  }

  remove(chain: ChainDraft): void {
    this.#plain = false;
    chain.isDeclared = false;
    this.#open().chains.delete(chain.name);
  }

  rename(chain: ChainDraft, name: string): void {
    this.#plain = false;
    const { chains } = this.#open();
    const all = [...chains.values()];
    chains.clear();
    // Rules that were read into the chain know it, so it stays the same and takes the name.
    chain.name = name;
    for (const each of all) chains.set(each.name, each);
  }

  chains(): readonly ChainDraft[] {
    return [...this.#open().chains.values()];
  }

  /** The ruleset, and the key of every counter in the order of the text. */
  finish(family: Family): { readonly ruleset: Ruleset; readonly counterKeys: () => readonly string[] } {
    const tables = this.#tables.map(finishTable);
    const ruleset: Ruleset = { family, tables };
    const keys = this.#keys;
    const asRead = (): string[] => keys.map((key) => ('table' in key ? policyKey(key.table, key.name) : key.id));
    return { ruleset, counterKeys: this.#plain ? asRead : () => counterKeysOf(ruleset) };
  }

  #open(): TableDraft {
    if (!this.#table) throw new Error('no table is open');
    return this.#table;
  }
}

/**
 * The keys of a ruleset's counters in the order of its printed text, where every chain line and every rule has one:
 * per table its chains, then its rules.
 */
export function counterKeysOf(ruleset: Ruleset): string[] {
  return ruleset.tables.flatMap(({ name, chains }) => [
    ...chains.map((chain) => policyKey(name, chain.name)),
    ...chains.flatMap((chain) => chain.rules.map((rule): string => rule.id)),
  ]);
}

function makeChain(table: TableDraft, name: string): ChainDraft {
  const made: ChainDraft = {
    table: table.name,
    name,
    isDeclared: false,
    policy: undefined,
    counters: undefined,
    rules: [],
    next: undefined,
  };
  table.chains.set(name, made);
  if (table.last) table.last.next = made;
  table.last = made;
  if (name.includes('"')) table.oddNames.add(name);
  return made;
}

function finishTable({ name, chains }: TableDraft): Table {
  const hooks = hooksOf(name).flatMap((hook) => chains.get(hook) ?? []);
  const builtin = hooks.map((draft): Chain => {
    const { policy, counters, rules } = draft;
    return { name: draft.name, ...(policy && { policy }), ...(counters && { counters }), rules };
  });
  const users: Chain[] = [];
  for (const draft of chains.values()) {
    if (!isBuiltinChain(name, draft.name)) users.push({ name: draft.name, rules: draft.rules });
  }
  return { name, chains: [...builtin, ...users] };
}
