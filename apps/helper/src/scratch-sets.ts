import { setUses, type Ruleset } from '@sluice/netfilter';
import { run } from './exec.ts';
import { resolveProgram } from './programs.ts';
import type { Scratch } from './scratch.ts';

const TIMEOUT = 10_000;

/** The ipsets that the rules name, each once. */
export function setsNamed(ruleset: Ruleset): readonly string[] {
  return [...new Set(setUses(ruleset).map(({ set }) => set))];
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
    const copied = await scratch.run({
      program: 'ipset',
      argv: ['restore', '-exist'],
      input: `${made}\n`,
      timeout: TIMEOUT,
    });
    if (copied.exit !== 0) warnings.push(`The set ${name} could not be copied: ${copied.stderr.trim()}`);
  }
  return warnings;
}
