import type { Family, Rule, Ruleset } from '@sluice/netfilter';
import type { Diagnostic } from './diagnostic.ts';

/** What a statement is: `rule` appends rules, `command` is any other thing to do, `unread` is none of these. */
export type StatementKind = 'blank' | 'comment' | 'table' | 'chain' | 'rule' | 'command' | 'commit' | 'unread';

/** One line of a save file, or several where a quotation or a backslash joins them. */
export interface Statement {
  readonly kind: StatementKind;
  /** The very text, line end included. */
  readonly raw: string;
  /** Where it begins, counted from 1. */
  readonly line: number;
  /** The rule that it appends; the first where a list of addresses makes several. */
  readonly rule: Rule | undefined;
}

/** A save file as read: its very text in pieces, what it means, and what is wrong with its form. */
export interface SaveDocument {
  readonly family: Family;
  readonly statements: readonly Statement[];
  /** What iptables-restore would load. Built-in chains that the text does not name are not in it. */
  readonly ruleset: Ruleset;
  /** Remarks on lines; what the rules' words hold is checked by `checkDocument`. */
  readonly diagnostics: readonly Diagnostic[];
  /** For each chain line and each rule in the order of the text: `policyKey` of the chain, the id of the rule. */
  readonly counterKeys: readonly string[];
}

/** The very text that was read. */
export function printDocument(document: SaveDocument): string {
  if (document instanceof ReadDocument) return document.text;
  return document.statements.map((statement) => statement.raw).join('');
}

/** The pieces of a text, kept as numbers until somebody asks for statements. */
export class StatementList {
  readonly #kinds: StatementKind[] = [];
  readonly #ends: number[] = [];
  readonly #rules: (Rule | undefined)[] = [];

  get length(): number {
    return this.#ends.length;
  }

  push(kind: StatementKind, end: number, rule: Rule | undefined): void {
    this.#kinds.push(kind);
    this.#ends.push(end);
    this.#rules.push(rule);
  }

  /** The statements; together they are the whole text. */
  of(text: string): Statement[] {
    let next = 1;
    return this.#ends.map((end, at) => {
      const raw = text.slice(this.#ends[at - 1] ?? 0, end);
      const line = next;
      next += countLines(raw);
      return { kind: this.#kinds[at] ?? 'unread', raw, line, rule: this.#rules[at] };
    });
  }
}

function countLines(raw: string): number {
  let lines = 0;
  for (let at = raw.indexOf('\n'); at >= 0; at = raw.indexOf('\n', at + 1)) lines++;
  return lines;
}

/** What a {@link ReadDocument} is made from. */
interface Reading {
  readonly text: string;
  readonly family: Family;
  readonly pieces: StatementList;
  readonly ruleset: Ruleset;
  readonly diagnostics: readonly Diagnostic[];
  readonly counterKeys: () => readonly string[];
}

/** A document that makes its statements and counter keys when somebody asks: a large file has 76,000 of each. */
export class ReadDocument implements SaveDocument {
  readonly text: string;
  readonly family: Family;
  readonly ruleset: Ruleset;
  readonly diagnostics: readonly Diagnostic[];
  readonly #pieces: StatementList;
  readonly #makeKeys: () => readonly string[];
  #statements: readonly Statement[] | undefined;
  #counterKeys: readonly string[] | undefined;

  constructor(reading: Reading) {
    this.text = reading.text;
    this.family = reading.family;
    this.ruleset = reading.ruleset;
    this.diagnostics = reading.diagnostics;
    this.#pieces = reading.pieces;
    this.#makeKeys = reading.counterKeys;
  }

  get statements(): readonly Statement[] {
    return (this.#statements ??= this.#pieces.of(this.text));
  }

  get counterKeys(): readonly string[] {
    return (this.#counterKeys ??= this.#makeKeys());
  }
}
