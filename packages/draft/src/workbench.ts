import {
  hooksOf,
  isBuiltinChain,
  setsOfRule,
  TABLES,
  type Chain,
  type Policy,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';

/** A chain while it is being edited; `origin` is what it was before, to keep identity where nothing changed. */
export interface OpenChain {
  readonly name: string;
  readonly origin: Chain | undefined;
  policy: Policy | undefined;
  rules: readonly Rule[];
}

interface OpenTable {
  readonly name: TableName;
  readonly origin: Table | undefined;
  readonly chains: Map<string, OpenChain>;
  /** Whether anybody has looked at its chains: a table of 20,000 stays closed while another one is edited. */
  readonly isOpen: boolean;
}

/**
 * A ruleset on the bench: edited in place by a run of steps, then closed into a new value that shares every
 * untouched chain and table with the old one. The old ruleset is never changed.
 */
export class Workbench {
  readonly #origin: Ruleset;
  readonly #tables: Map<TableName, OpenTable>;
  /** Rules that were added or taken out. */
  readonly #noted = new Map<string, boolean>();

  constructor(ruleset: Ruleset) {
    this.#origin = ruleset;
    this.#tables = new Map(ruleset.tables.map((table) => [table.name, openTable(table)]));
  }

  /** The chain; a built-in chain that the ruleset does not list yet is there all the same, empty, policy ACCEPT. */
  chain(table: TableName, name: string): OpenChain | undefined {
    const found = this.#tables.get(table)?.chains.get(name);
    if (found || !isBuiltinChain(table, name)) return found;
    const added: OpenChain = { name, origin: undefined, policy: 'ACCEPT', rules: [] };
    this.#table(table).chains.set(name, added);
    return added;
  }

  /** Adds an empty user-defined chain, and the table with its built-in chains where the ruleset lacks it. */
  addChain(table: TableName, name: string): void {
    this.#table(table).chains.set(name, { name, origin: undefined, policy: undefined, rules: [] });
  }

  /** Takes a chain out. */
  dropChain(table: TableName, name: string): void {
    this.#tables.get(table)?.chains.delete(name);
  }

  /** The name of a chain of this table that holds a jump or goto to the given one. */
  callerOf(table: TableName, name: string): string | undefined {
    for (const chain of this.#tables.get(table)?.chains.values() ?? []) {
      if (chain.rules.some((rule) => callsChain(rule, name))) return chain.name;
    }
    return undefined;
  }

  /** The table and name of a chain that holds a rule which names the set. */
  userOf(set: string): string | undefined {
    for (const table of this.#tables.values()) {
      for (const chain of table.chains.values()) {
        const uses = chain.rules.some((rule) => setsOfRule(rule).some((use) => use.set === set));
        if (uses) return `${table.name} ${chain.name}`;
      }
    }
    return undefined;
  }

  /** Whether any chain holds a rule of that id; kept up to date by `noteRule`. */
  hasRule(id: string): boolean {
    return this.#noted.get(id) ?? this.#origin.tables.some((table) => idsOf(table).has(id));
  }

  /** Tells the bench that a rule was added or taken out. */
  noteRule(id: string, present: boolean): void {
    this.#noted.set(id, present);
  }

  /** The edited ruleset; the very same value when nothing changed. */
  close(): Ruleset {
    const tables = [...this.#tables.values()].map(closeTable);
    const same =
      tables.length === this.#origin.tables.length && tables.every((table, at) => table === this.#origin.tables[at]);
    return same ? this.#origin : { family: this.#origin.family, tables };
  }

  #table(name: TableName): OpenTable {
    const found = this.#tables.get(name);
    if (found) return found;
    const chains = hooksOf(name).map((hook): [string, OpenChain] => [
      hook,
      { name: hook, origin: undefined, policy: 'ACCEPT', rules: [] },
    ]);
    const added: OpenTable = { name, origin: undefined, chains: new Map(chains), isOpen: true };
    this.#insertTable(added);
    return added;
  }

  /** Puts a new table before the first one that runs later, so that the order stays the usual one where it was. */
  #insertTable(added: OpenTable): void {
    const rank = TABLES.indexOf(added.name);
    const tables = [...this.#tables.values()];
    const later = tables.findIndex((table) => TABLES.indexOf(table.name) > rank);
    tables.splice(later === -1 ? tables.length : later, 0, added);
    this.#tables.clear();
    for (const table of tables) this.#tables.set(table.name, table);
  }
}

/** Whether a rule jumps or goes to that chain. The text is asked first: parsing every rule of a table is dear. */
export function callsChain(rule: Rule, name: string): boolean {
  return rule.text.includes(name) && rule.spec.target?.name === name;
}

const ids = new WeakMap<Table, ReadonlySet<string>>();

/** The ids of a table's rules, made once for it: an edit elsewhere leaves it as it is. */
function idsOf(table: Table): ReadonlySet<string> {
  const known = ids.get(table) ?? new Set(table.chains.flatMap(({ rules }) => rules.map(({ id }) => id as string)));
  ids.set(table, known);
  return known;
}

function openTable(table: Table): OpenTable {
  let chains: Map<string, OpenChain> | undefined;
  return {
    name: table.name,
    origin: table,
    get chains() {
      return (chains ??= new Map(
        table.chains.map((chain) => [
          chain.name,
          { name: chain.name, origin: chain, policy: chain.policy, rules: chain.rules },
        ]),
      ));
    },
    get isOpen() {
      return chains !== undefined;
    },
  };
}

function closeTable(open: OpenTable): Table {
  if (open.origin && !open.isOpen) return open.origin;
  const hooks: readonly string[] = hooksOf(open.name);
  const chains = [...open.chains.values()].map(closeChain);
  if (open.origin && chains.length === open.origin.chains.length) {
    const before = open.origin.chains;
    if (chains.every((chain, at) => chain === before[at])) return open.origin;
  }
  const rank = (chain: Chain): number => (hooks.includes(chain.name) ? hooks.indexOf(chain.name) : hooks.length);
  return { name: open.name, chains: chains.toSorted((a, b) => rank(a) - rank(b)) };
}

function closeChain(open: OpenChain): Chain {
  const { origin } = open;
  if (origin && origin.rules === open.rules && origin.policy === open.policy) return origin;
  if (origin) return { ...origin, policy: open.policy, rules: open.rules };
  return open.policy
    ? { name: open.name, policy: open.policy, rules: open.rules }
    : { name: open.name, rules: open.rules };
}
