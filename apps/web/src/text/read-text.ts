import { recogniseRules } from '@sluice/draft';
import { checkByParts, parseSave, policyKey, type Diagnostic, type SaveDocument } from '@sluice/iptables';
import { isBuiltinChain, isTableName, type Rule, type RuleId, type Ruleset, type TableName } from '@sluice/netfilter';

/** What a line of the text stands for. */
export interface TextLine {
  readonly kind: 'table' | 'chain' | 'rule';
  /** Counted from 1. */
  readonly line: number;
  readonly table: TableName;
  readonly chain: string;
  /** Of a rule's line. */
  readonly id: RuleId | null;
  /** The counter that counts it: of a rule, or of a policy. */
  readonly counter: string | null;
}

/** A line that cannot stay as it is, and what to do about it. */
export interface BlockingLine {
  readonly line: number;
  readonly message: string;
}

/** What an edited text says. */
export interface TextReading {
  /** Its rules under the ids that they have in the draft. A rule of wrong words is one all the same: the draft keeps it. */
  readonly ruleset: Ruleset;
  readonly lines: readonly TextLine[];
  /** Lines that keep the text from being read. While there is any, it is not what the person means: nothing follows from it. */
  readonly blocking: readonly BlockingLine[];
  /** All that is to be said of the text, in its order. Looks at every rule, in parts: thousands take their time. */
  readonly findRemarks: () => Generator<number, readonly Diagnostic[]>;
}

/** Reads a text that began as the print of `before`. */
export function readText(text: string, before: Ruleset, newId: () => RuleId): TextReading {
  const document = parseSave(text, { family: before.family });
  const ruleset = recogniseRules(before, document.ruleset, newId);
  const lines = linesOf(document, placesOf(document.ruleset, ruleset));
  return { ruleset, lines, blocking: blockingLines(document), findRemarks: () => remarksOn(document) };
}

function* remarksOn(document: SaveDocument): Generator<number, readonly Diagnostic[]> {
  const found = yield* checkByParts(document);
  return [...document.diagnostics, ...found].toSorted((a, b) => a.line - b.line || a.column - b.column);
}

/** Errors of form, and lines that are not one rule where they stand: the draft would print something else in their place. */
function blockingLines({ diagnostics, statements, ruleset }: SaveDocument): readonly BlockingLine[] {
  const errors = diagnostics.filter(({ severity }) => severity === 'error');
  const commands = statements.filter(({ kind }) => kind === 'command');
  const written = new Map(statements.flatMap(({ rule, line }) => (rule ? [[rule, line] as const] : [])));
  const chains = ruleset.tables.flatMap((table) => table.chains);
  const expanded = chains.flatMap(({ rules }) =>
    rules.flatMap((rule, at) => {
      const line = written.has(rule) ? undefined : written.get(rules[at - 1] ?? rule);
      return line === undefined
        ? []
        : [{ line, message: 'The addresses make several rules of it. Write one for each.' }];
    }),
  );
  return [
    ...errors,
    ...commands.map(({ line }) => ({ line, message: 'Begin the rule with -A, at the place where it is to stand.' })),
    ...expanded,
  ].toSorted((a, b) => a.line - b.line);
}

interface RulePlace {
  readonly chain: string;
  readonly id: RuleId;
}

/** Where each rule that the parser made stands, and the id under which it was recognised. */
function placesOf(parsed: Ruleset, recognised: Ruleset): ReadonlyMap<Rule, RulePlace> {
  const places = new Map<Rule, RulePlace>();
  for (const [t, table] of parsed.tables.entries()) {
    for (const [c, chain] of table.chains.entries()) {
      const known = recognised.tables[t]?.chains[c]?.rules;
      for (const [r, rule] of chain.rules.entries()) {
        const id = known?.[r]?.id;
        if (id !== undefined) places.set(rule, { chain: chain.name, id });
      }
    }
  }
  return places;
}

function linesOf(document: SaveDocument, places: ReadonlyMap<Rule, RulePlace>): readonly TextLine[] {
  const lines: TextLine[] = [];
  let table: TableName | undefined;
  for (const { kind, raw, line, rule } of document.statements) {
    if (kind === 'table') {
      const name = /[^\s*]+/.exec(raw)?.[0] ?? '';
      table = isTableName(name) ? name : undefined;
      if (table) lines.push({ kind, line, table, chain: '', id: null, counter: null });
    } else if (table && kind === 'chain') {
      const chain = /^:\s*(\S+)/.exec(raw)?.[1] ?? '';
      lines.push({
        kind,
        line,
        table,
        chain,
        id: null,
        counter: isBuiltinChain(table, chain) ? policyKey(table, chain) : null,
      });
    } else if (table && rule) {
      const place = places.get(rule);
      if (place) lines.push({ kind: 'rule', line, table, ...place, counter: place.id });
    }
  }
  return lines;
}
