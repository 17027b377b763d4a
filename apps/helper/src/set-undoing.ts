import { printSets } from '@sluice/iptables';
import { elementOf, setUses, type IpSet, type Ruleset } from '@sluice/netfilter';
import { readHostSets, restoreSets, type SetsStop } from './set-course.ts';
import type { SetsUndo } from './set-planning.ts';

/**
 * Before the rules come back: sets that the change destroyed, which they may name, and members as they were. Only what
 * the change did is taken back; members that others put in or took out stay so. Done twice it does the same.
 */
export async function undoSetsFirst({ destroyed, added, replaced }: SetsUndo): Promise<SetsStop> {
  const live = await readHostSets();
  const lines = [
    printSets(destroyed.filter(({ name }) => !live.has(name))),
    ...added
      .filter(({ name }) => live.has(name))
      .flatMap(({ name, elements }) => elements.map((element) => `del ${name} ${element}\n`)),
    ...replaced
      .filter(({ name }) => live.has(name))
      .flatMap(({ name, members }) => members.map((member) => `add ${name} ${member}\n`)),
  ];
  return restoreSets(lines.join(''));
}

/**
 * After the rules: sets that the change made go. One that others put members into, or that their rules name, stays
 * without ours; what it answers for a person is in `kept`.
 */
export async function undoSetsLast(
  { made }: SetsUndo,
  fedByUs: ReadonlySet<string>,
): Promise<{ readonly stop: SetsStop; readonly kept: readonly string[] }> {
  const live = await readHostSets();
  const kept: string[] = [];
  let stop: SetsStop = null;
  // Sets of sets go first: they hold the others.
  for (const { name, elements } of made.toReversed()) {
    const set = live.get(name);
    if (!set) continue;
    const theirs = fedByUs.has(name) ? [] : membersOfOthers(set, elements);
    const gone = theirs.length === 0 ? await restoreSets(`destroy ${name}\n`) : IN_USE;
    if (!gone) continue;
    // Others use it now: taking it away would take something of theirs.
    stop = (await restoreSets(elements.map((element) => `del ${name} ${element}\n`).join(''))) ?? stop;
    kept.push(name);
  }
  return { stop, kept };
}

const IN_USE: SetsStop = { message: '', stderr: '' };

function membersOfOthers({ members }: IpSet, ours: readonly string[]): readonly string[] {
  const known = new Set(ours);
  return members.map(elementOf).filter((element) => !known.has(element));
}

/** Sets into which rules of the change put members by themselves: those are no one else's. */
export function setsFedBy(ruleset: Ruleset): readonly string[] {
  return setUses(ruleset)
    .filter(({ how }) => how === 'changes')
    .map(({ set }) => set);
}
