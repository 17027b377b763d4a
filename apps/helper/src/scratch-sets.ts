import type { Ruleset } from '@sluice/netfilter';
import { run } from './exec.ts';
import { resolveProgram } from './programs.ts';
import type { Scratch } from './scratch.ts';

const TIMEOUT = 10_000;
/** What takes a set's name: `-m set --match-set NAME`, `-j SET --add-set NAME`. */
const TAKES_SET = new Set(['--match-set', '--add-set', '--del-set', '--map-set']);

/** The ipsets that the rules name, each once. */
export function setsNamed(ruleset: Ruleset): readonly string[] {
  const names = new Set<string>();
  for (const table of ruleset.tables) {
    for (const chain of table.chains) {
      // Most rules name none: their words need not be read.
      for (const rule of chain.rules) if (rule.text.includes('-set ')) collect(rule.text, names);
    }
  }
  return [...names];
}

function collect(text: string, names: Set<string>): void {
  const words = text.split(/[ \t]+/);
  for (const [at, word] of words.entries()) {
    const name = words[at + 1];
    if (TAKES_SET.has(word) && name !== undefined) names.add(name);
  }
}

/**
 * Makes the host's sets in the scratch namespace, empty, with their names and types: rules that name a set which is not
 * there are refused. A set that the host does not have is not made. Gives a warning for each that could not be copied.
 */
export async function copySets(names: readonly string[], scratch: Scratch): Promise<readonly string[]> {
  if (names.length === 0) return [];
  if (!resolveProgram('ipset').found) return ['The rules name ipsets, and ipset is not installed to copy them.'];
  const warnings: string[] = [];
  for (const name of names) {
    if (name.startsWith('-')) continue;
    const listed = await run({ program: 'ipset', argv: ['list', name, '-t', '-o', 'save'], timeout: TIMEOUT });
    const made = listed.stdout
      .toString('latin1')
      .split('\n')
      .find((line) => line.startsWith(`create ${name} `));
    if (listed.exit !== 0 || made === undefined) continue;
    const copied = await scratch.run({ program: 'ipset', argv: ['restore'], input: `${made}\n`, timeout: TIMEOUT });
    if (copied.exit !== 0) warnings.push(`The set ${name} could not be copied: ${copied.stderr.trim()}`);
  }
  return warnings;
}
