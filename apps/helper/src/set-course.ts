import { parseSets } from '@sluice/iptables';
import { elementOf, type IpSet } from '@sluice/netfilter';
import { sleep } from './clock.ts';
import { run } from './exec.ts';
import { HelperRefusal } from './failure.ts';
import { readSets } from './host-sets.ts';
import type { Runner } from './restoring.ts';
import type { PlannedSets } from './set-planning.ts';

/** How it went; null when it is done. */
export type SetsStop = { readonly message: string; readonly stderr: string } | null;

const TIMEOUT = 60_000;
/** nf_tables lets go of a set a moment after the rule that named it is gone. */
const IN_USE = { tries: 20, pause: 50 } as const;

/** Feeds `ipset restore`. The arguments are these and no others; a member that is there already is no trouble. */
export async function restoreSets(
  input: string,
  encoding: 'utf8' | 'latin1' = 'utf8',
  runner: Runner = run,
): Promise<SetsStop> {
  if (input === '') return null;
  for (let tried = 1; ; tried++) {
    const bytes = Buffer.from(input, encoding);
    const outcome = await runner({ program: 'ipset', argv: ['restore', '-exist'], input: bytes, timeout: TIMEOUT });
    if (outcome.exit === 0) return null;
    const stderr = outcome.stderr.trim();
    if (stderr.includes('in use by a kernel component') && tried < IN_USE.tries) {
      await sleep(IN_USE.pause);
      continue;
    }
    const how = outcome.timedOut ? `did not end within ${TIMEOUT / 1000} seconds` : 'refused the sets';
    return { message: `ipset ${how}.`, stderr };
  }
}

/** Makes sets and changes members, before the rules; reads back that they are as wanted. */
export async function applySetsBefore({ plan, edits, encoding }: PlannedSets): Promise<SetsStop> {
  const stop = await restoreSets(plan.before, encoding);
  if (stop) return stop;
  const live = await readHostSets();
  for (const { name, destroyed, added, removed } of edits) {
    if (destroyed) continue;
    const there = new Set(live.get(name)?.members.map(elementOf));
    const missing = added.map(elementOf).find((element) => !there.has(element));
    if (missing !== undefined) return { message: `${missing} is not in the set ${name} afterwards.`, stderr: '' };
    const come = new Set(added.map(elementOf));
    const left = removed.map(elementOf).find((element) => there.has(element) && !come.has(element));
    if (left !== undefined) return { message: `${left} is still in the set ${name} afterwards.`, stderr: '' };
  }
  return null;
}

/**
 * Destroys sets, after the rules. What is in them at this moment is written down first: others may have put members in
 * since the change was planned, and they must come back as well.
 */
export async function destroySets(
  planned: PlannedSets,
  learn: (destroyed: readonly IpSet[]) => void,
): Promise<SetsStop> {
  if (planned.undo.destroyed.length === 0) return null;
  const live = await readHostSets();
  learn(planned.undo.destroyed.map((set) => live.get(set.name) ?? set));
  return restoreSets(planned.plan.after, planned.encoding);
}

/** The host's sets by name. Refuses where they cannot be read. */
export async function readHostSets(): Promise<ReadonlyMap<string, IpSet>> {
  const { text, absent } = await readSets();
  if (absent !== undefined) throw new HelperRefusal('readFailed', absent);
  return new Map(parseSets(text).sets.map((set) => [set.name, set]));
}
