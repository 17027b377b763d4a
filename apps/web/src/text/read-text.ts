import { recogniseRules } from '@sluice/draft';
import {
  checkDocument,
  checkRuleText,
  parseSave,
  policyKey,
  type Diagnostic,
  type SaveDocument,
} from '@sluice/iptables';
import {
  findTable,
  isBuiltinChain,
  isTableName,
  type Chain,
  type Family,
  type Rule,
  type RuleId,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';

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
  /** What the draft can hold of it: rules under the ids that they have there, without those that are not finished. */
  readonly ruleset: Ruleset;
  /** How many rules are not finished: iptables would refuse their words. In the draft they are as they were, or not yet. */
  readonly unfinished: number;
  readonly lines: readonly TextLine[];
  /** Lines that keep the text from being read. While there is any, it is not what the person means: nothing follows from it. */
  readonly blocking: readonly BlockingLine[];
  /** All that is to be said of the text, in its order. Looks at every rule, which takes its time with thousands. */
  readonly findRemarks: () => readonly Diagnostic[];
}

/** Reads a text that began as the print of `before`. */
export function readText(text: string, before: Ruleset, newId: () => RuleId): TextReading {
  const document = parseSave(text, { family: before.family });
  const typed = recogniseRules(before, document.ruleset, newId);
  const { ruleset, unfinished } = finishedOnly(before, typed);
  const findRemarks = (): readonly Diagnostic[] =>
    [...document.diagnostics, ...checkDocument(document)].toSorted((a, b) => a.line - b.line || a.column - b.column);
  const lines = linesOf(document, placesOf(document.ruleset, typed));
  return { ruleset, unfinished, lines, blocking: blockingLines(document), findRemarks };
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

/** An unfinished rule that the draft knows stands there as it was; a new one is left out. */
function finishedOnly(before: Ruleset, typed: Ruleset): Pick<TextReading, 'ruleset' | 'unfinished'> {
  let unfinished = 0;
  const tables = typed.tables.map((table) => {
    const known = new Set(findTable(before, table.name)?.chains);
    const old = new Map([...known].flatMap((chain) => chain.rules.map((rule) => [rule.id, rule])));
    const chains = table.chains.map((chain): Chain => {
      if (known.has(chain)) return chain;
      const rules = chain.rules.flatMap((rule) => {
        const was = old.get(rule.id);
        if (was === rule || isFinished(rule, typed.family)) return [rule];
        unfinished += 1;
        return was ? [was] : [];
      });
      return { ...chain, rules };
    });
    return { ...table, chains };
  });
  return { ruleset: { family: typed.family, tables }, unfinished };
}

function isFinished(rule: Rule, family: Family): boolean {
  return checkRuleText(rule.text, { family }).every(({ severity }) => severity !== 'error');
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
