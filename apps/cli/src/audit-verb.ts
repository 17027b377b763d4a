import {
  audit,
  SEVERITIES,
  SEVERITY_WORDS,
  spellPacket,
  type Audit,
  type Finding,
  type LeftOut,
} from '@sluice/analysis';
import { parseSave } from '@sluice/iptables';
import type { Backend, Family } from '@sluice/netfilter';
import { EXIT } from './exit-codes.ts';
import { readTextFile } from './text-file.ts';
import type { Output } from './text-verbs.ts';

/** What `audit` is told. */
export interface AuditFlags {
  readonly family: Family;
  readonly backend: Backend;
  readonly json: boolean;
  /** A file with the rules of the other family, to be compared. */
  readonly beside?: string | undefined;
}

/** `audit`: what is wrong with the order and the meaning of a ruleset; gives the exit code. */
export function auditFile(
  path: string | undefined,
  { family, backend, json, beside }: AuditFlags,
  out: Output,
): number {
  const file = readTextFile(path);
  const { ruleset } = parseSave(file.text, { family });
  const other = family === 'ipv6' ? 'ipv4' : 'ipv6';
  const compared = beside === undefined ? undefined : parseSave(readTextFile(beside).text, { family: other }).ruleset;
  const found = audit({ ruleset, backend, beside: compared });
  out.write(json ? `${jsonOf(file.name, found)}\n` : textOf(file.name, found));
  return found.findings.some(({ severity }) => severity !== 'tidy') ? EXIT.refused : EXIT.done;
}

function jsonOf(file: string, found: Audit): string {
  return JSON.stringify(
    { file, ...found },
    (_, value: unknown) => (typeof value === 'bigint' ? value.toString() : value),
    2,
  );
}

function textOf(file: string, { findings, leftOut }: Audit): string {
  const parts = SEVERITIES.flatMap((severity) => {
    const own = findings.filter((each) => each.severity === severity);
    return own.length === 0 ? [] : [`${SEVERITY_WORDS[severity]}:`, ...own.flatMap(linesOf)];
  });
  const head = findings.length === 0 ? [`${file}: nothing found`] : [];
  return `${[...head, ...parts, ...leftOut.map((each) => `Left out: ${LEFT_OUT[each.why](each.rules)}.`)].join('\n')}\n`;
}

function linesOf({ sentence, witness, fix, owner }: Finding): readonly string[] {
  const packet = witness ? [`    shown by ${spellPacket(witness.question.packet)}: ${witness.fate}`] : [];
  const proof = fix?.keepsFates ? ': nothing changes for any packet' : '';
  const mended = fix ? [`    ${fix.label}${proof}`] : [];
  return [`  ${sentence}`, ...packet, ...mended, ...(owner ? [`    written by ${owner.name}`] : [])];
}

const LEFT_OUT: Readonly<Record<LeftOut['why'], (rules: number) => string>> = {
  large: (rules) => `${rules} rules, because packets come by more often than can be followed`,
  long: (rules) => `${rules} rules, because it would take too long to say whether they match`,
  unshown: (rules) => `${rules} rules that seem never to match, because no packet could be found that shows it`,
};
