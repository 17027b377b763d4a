import { ok, refuse, type Family, type Result } from '@sluice/netfilter';
import { diagnose, type Diagnostic } from './diagnostic.ts';
import { parseCommand } from './parse-command.ts';

/** Remarks, and the counters that `iptables-save -c` writes in front of a rule. */
const NO_RULE = /^\s*(?:#|$)/;
const COUNTERS = /^\s*\[\d+:\d+\]\s*/;
/** What else a save file holds: tables, chains, COMMIT. */
const SAVE_LINE = /^(?:[*:]|COMMIT\b)/;
const PROGRAM = /^(\s*(?:sudo\s+)?(?:\S*\/)?)ip6?tables(?=\s|-)/;

/**
 * The rules of lines that a person pastes: `iptables -A INPUT -p tcp ...` with any chain, the same without the program's
 * name as iptables-save writes it, or a rule's words alone. The chain is for the caller to choose, and the family
 * is `family`, whichever program was named: so rules are copied between chains, tables and families.
 */
export function readRuleLines(
  text: string,
  { family }: { readonly family: Family },
): Result<readonly string[], Diagnostic> {
  const texts: string[] = [];
  for (const [at, line] of text.split('\n').entries()) {
    if (NO_RULE.test(line)) continue;
    const read = readLine(line, family);
    if (!read.ok) return refuse({ ...read.error, line: at + 1 });
    texts.push(...read.value);
  }
  return ok(texts);
}

function readLine(line: string, family: Family): Result<readonly string[], Diagnostic> {
  const program = family === 'ipv4' ? 'iptables' : 'ip6tables';
  const command = line.replace(COUNTERS, '').replace(PROGRAM, `$1${program}`);
  if (SAVE_LINE.test(command)) return refuse(notARule(line));
  const read = parseCommand(command, { family });
  if (read.ok) return 'texts' in read.value ? ok(read.value.texts) : refuse(notARule(line));
  if (read.error.code !== 'noCommand') return read;
  const bare = parseCommand(`-A ANY ${command}`, { family });
  return bare.ok && 'texts' in bare.value ? ok(bare.value.texts) : bare.ok ? refuse(notARule(line)) : bare;
}

function notARule(line: string): Diagnostic {
  return diagnose('notARule', { line: 1, column: 1, length: Math.max(1, line.length) });
}
