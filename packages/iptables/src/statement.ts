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
  /** For each counter in the order of the text: a rule's id, or `policyKey` of a built-in chain. */
  readonly counterKeys: readonly string[];
}

/** The very text that was read. */
export function printDocument(document: SaveDocument): string {
  let text = '';
  for (const statement of document.statements) text += statement.raw;
  return text;
}
