import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { printName, saveFormOf } from '@sluice/iptables';
import { isBuiltinChain } from '@sluice/netfilter';
import type { RuleToTranslate, Translation } from '@sluice/protocol/helper';
import { run } from './exec.ts';
import { HelperRefusal } from './failure.ts';
import { resolveProgram } from './programs.ts';

const PROGRAMS = { ipv4: 'iptables-restore-translate', ipv6: 'ip6tables-restore-translate' } as const;
const TIMEOUT = 5000;

/**
 * One rule as nftables would say it, by the host's own `iptables-restore-translate`. Only what is exactly one rule gets
 * there: the tool would ask a name server for host names, and read whatever else stands in its input.
 */
export async function translateRule(wanted: RuleToTranslate): Promise<Translation> {
  const { family } = wanted;
  const rule = readRule(wanted);
  // It prints a quote within a comment as it is (measured with 1.8.9): what comes behind it would be another word.
  if (rule.includes('\\"')) return { absent: 'The translator cannot write a quote within a text.' };
  const program = PROGRAMS[family];
  const found = resolveProgram(program);
  if (!found.found) return { absent: `${found.reason}.` };
  // The tool wants a file, and what Node gives it as standard input cannot be opened again by name.
  const folder = mkdtempSync(join(tmpdir(), 'sluice-translation-'));
  try {
    const file = join(folder, 'rule');
    writeFileSync(file, inputOf(wanted, rule), { mode: 0o600 });
    const { exit, stdout, stderr } = await run({ program, argv: ['-f', file], timeout: TIMEOUT });
    if (exit !== 0) return { absent: firstLine(stderr) };
    const line = /^add rule .*$/m.exec(stdout.toString('utf8'))?.[0];
    return line === undefined
      ? { absent: 'nftables has no words of its own for this rule: iptables-nft keeps it as an iptables rule.' }
      : { line: line.trimEnd() };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The rule as the host would save it. Refuses what no tool would take, or would take for something else. */
function readRule({ family, table, chain, text }: RuleToTranslate): string {
  const saved = saveFormOf(`-A ${printName(chain)} ${text}`, { family, table });
  const [line, ...more] = saved.ok ? saved.value : [];
  if (line !== undefined && more.length === 0 && !/[\r\n]/.test(text)) return line;
  throw new HelperRefusal('badRequest', saved.ok ? 'This is not one rule.' : saved.error);
}

function inputOf({ table, chain }: RuleToTranslate, rule: string): string {
  const name = printName(chain);
  const policy = isBuiltinChain(table, chain) ? 'ACCEPT' : '-';
  return `*${table}\n:${name} ${policy} [0:0]\n${rule}\nCOMMIT\n`;
}

/** What the tool says without its name. */
function firstLine(stderr: string): string {
  const [line = ''] = stderr.split('\n');
  return line.replace(/^[\w-]+ v[\d.]+ \([\w ]+\): /, '');
}
