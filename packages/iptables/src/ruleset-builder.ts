import {
  hooksOf,
  isBuiltinChain,
  type Chain,
  type Counters,
  type Family,
  type Policy,
  type Rule,
  type RuleId,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import { Occurrences } from './occurrences.ts';
import { quote } from './quoting.ts';
import { hashText, numbered, policyKey, ruleIdBase, ruleIdPrefix, type TextHash } from './rule-id.ts';
import { createFirstRule, createRule } from './rule-node.ts';

/** A chain while a file is read. */
export interface ChainDraft {
  readonly name: string;
  /** What the ids of its rules begin with. */
  readonly idPrefix: string;
  /** Tells chains apart in what counts texts. */
  readonly serial: number;
  /** A chain line names it. */
  isDeclared: boolean;
  policy: Policy | undefined;
  counters: Counters | undefined;
  rules: Rule[];
}

interface TableDraft {
  readonly name: TableName;
  readonly chains: Map<string, ChainDraft>;
  /** Those of its chains whose names hold a quote. */
  readonly oddNames: Set<string>;
}

/** What iptables-restore would have loaded after the lines read so far. */
export class RulesetBuilder {
  readonly #tables: TableDraft[] = [];
  #table: TableDraft | undefined;
  readonly #occurrences = new Occurrences();
  #serial = 0;
  readonly #keys: (string | Rule)[] = [];
  /** Rules only ever came at the end of chains, so that ids and keys are already in place. */
  #plain = true;

  /** Begins a table; a second one of the same name replaces the first. True when it did. */
  openTable(name: TableName): boolean {
    const at = this.#tables.findIndex((table) => table.name === name);
    if (at >= 0) {
      this.#tables.splice(at, 1);
      this.#plain = false;
    }
    this.#table = { name, chains: new Map(), oddNames: new Set() };
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
    const known = table.chains.get(name);
    if (known) return known;
    const idPrefix = ruleIdPrefix(table.name, name);
    const made: ChainDraft = {
      name,
      idPrefix,
      serial: this.#serial++,
      isDeclared: false,
      policy: undefined,
      counters: undefined,
      rules: [],
    };
    table.chains.set(name, made);
    if (name.includes('"')) table.oddNames.add(name);
    return made;
  }

  /** Takes note of a chain line, which stands among the counters of the text. */
  declare(chain: ChainDraft): void {
    if (chain.isDeclared) this.#plain = false;
    chain.isDeclared = true;
    this.#keys.push(policyKey(this.#open().name, chain.name));
  }

  /** Sets what a chain line of a built-in chain says. */
  setPolicy(chain: ChainDraft, policy: Policy | undefined, counters: Counters | undefined): void {
    chain.policy = policy ?? chain.policy;
    chain.counters = counters;
  }

  /** Adds a rule at the end; `hash` is its text's. */
  append(chain: ChainDraft, text: string, hash: Readonly<TextHash>, counters: Counters | string | undefined): Rule {
    const count = this.#occurrences.next(chain.serial, hash.high, hash.low);
    const { idPrefix } = chain;
    const { high, low } = hash;
    const rule =
      count === 0
        ? createFirstRule(text, { idPrefix, high, low }, counters)
        : createRule(text, numbered(ruleIdBase(idPrefix, high, low), count), counters);
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
    chain.rules = [];
  }

  remove(chain: ChainDraft): void {
    this.#plain = false;
    this.#open().chains.delete(chain.name);
  }

  rename(chain: ChainDraft, name: string): void {
    this.#plain = false;
    const { chains } = this.#open();
    const all = [...chains.values()];
    chains.clear();
    for (const each of all) {
      const kept = each === chain ? { ...each, name, idPrefix: ruleIdPrefix(this.#open().name, name) } : each;
      chains.set(kept.name, kept);
    }
  }

  chains(): readonly ChainDraft[] {
    return [...this.#open().chains.values()];
  }

  /** The ruleset, and the key of every counter in the order of the text. */
  finish(family: Family): { readonly ruleset: Ruleset; readonly counterKeys: () => readonly string[] } {
    if (!this.#plain) for (const table of this.#tables) for (const chain of table.chains.values()) renumber(chain);
    const tables = this.#tables.map(finishTable);
    const ruleset: Ruleset = { family, tables };
    const keys = this.#keys;
    const asRead = (): string[] => keys.map((key) => (typeof key === 'string' ? key : key.id));
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

/** Gives the rules of a chain the ids that their final places call for. */
function renumber(chain: ChainDraft): void {
  const seen = new Map<string, number>();
  chain.rules = chain.rules.map((rule) => {
    const { high, low } = hashText(rule.text);
    const base = ruleIdBase(chain.idPrefix, high, low);
    const count = seen.get(base) ?? 0;
    seen.set(base, count + 1);
    const id: RuleId = numbered(base, count);
    return id === rule.id ? rule : createRule(rule.text, id, rule.counters);
  });
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
