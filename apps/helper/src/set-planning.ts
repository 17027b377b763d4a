import { createHash } from 'node:crypto';
import { planSets } from '@sluice/draft';
import { isWritableSet, parseSets } from '@sluice/iptables';
import { elementOf, findSetType, readMember, type IpSet, type SetEdit, type SetHead } from '@sluice/netfilter';
import type { SetsPlan, SetsTarget } from '@sluice/protocol/helper';
import { HelperRefusal } from './failure.ts';
import { readSets } from './host-sets.ts';

/** What brings the sets back; it lies beside the change. */
export interface SetsUndo {
  /** Sets that the change makes, and the elements that it puts in. */
  readonly made: readonly { readonly name: string; readonly elements: readonly string[] }[];
  /** Sets that it destroys, as they were. */
  readonly destroyed: readonly IpSet[];
  /** Elements that it puts into sets of the host and that were not there. */
  readonly added: readonly { readonly name: string; readonly elements: readonly string[] }[];
  /** Members that it takes out or writes anew, as they were. */
  readonly replaced: readonly { readonly name: string; readonly members: readonly string[] }[];
}

/** Edits of the host's sets, what `ipset restore` is fed for them, and the way back. */
export interface PlannedSets {
  readonly edits: readonly SetEdit[];
  readonly plan: SetsPlan;
  readonly undo: SetsUndo;
  /** Sets of the host that must be there for it: those that are changed, and those that go into sets of sets. */
  readonly needs: readonly string[];
  readonly encoding: 'utf8' | 'latin1';
}

/**
 * Plans edits of the sets as they are on the host now. Refuses with `unplannable` what no host could do with them: a set
 * that is there already or no more, a member that its type does not take; with `stalePlan` when a plan was reviewed and
 * this is another one.
 */
export async function planSetsTarget(wanted: SetsTarget): Promise<PlannedSets> {
  const { text, encoding, absent } = await readSets();
  if (absent !== undefined) throw unplannable(absent);
  const live = new Map(parseSets(text).sets.map((set) => [set.name, set]));
  for (const edit of wanted.edits) refuseEdit(edit, live.get(edit.name));
  const { before, after } = planSets(wanted.edits);
  const planHash = createHash('sha256').update(`${before}\n${after}`).digest('hex');
  if (wanted.planHash !== undefined && wanted.planHash !== planHash) {
    const message = 'The plan for the sets is not the one that was reviewed. Nothing was applied.';
    throw new HelperRefusal('stalePlan', message, { unchanged: true });
  }
  const undo = undoOf(wanted.edits, live);
  const needs = neededSets(wanted.edits, live);
  return { edits: wanted.edits, plan: { before, after, planHash }, undo, needs, encoding };
}

function refuseEdit(edit: SetEdit, live: IpSet | undefined): void {
  const { name, created, destroyed, added, removed } = edit;
  if (!isWritableSet(edit)) throw unplannable(`The set ${name} cannot be written: its name does not survive ipset.`);
  if (created && live) throw unplannable(`A set ${name} is on the host already.`);
  if (created && destroyed) throw unplannable(`The set ${name} cannot be destroyed and made anew in one change.`);
  const head: SetHead | undefined = created ?? live;
  if (!head) throw unplannable(`There is no set ${name} on the host any more.`);
  if (!findSetType(head.type)) throw unplannable(`Sets of type ${head.type} are shown only.`);
  for (const member of added) {
    const read = readMember(head, member);
    if (!read.ok) throw unplannable(read.error);
    if (read.value.length !== 1 || read.value[0] !== member) {
      throw unplannable(`“${member}” is not written as ipset prints it: ${read.value.slice(0, 3).join(' ')}.`);
    }
  }
  const strange = removed.map(elementOf).find((element) => !/^[\w.:,/@-]{1,200}$/.test(element));
  if (strange !== undefined) throw unplannable(`“${strange}” cannot be a member.`);
}

function neededSets(edits: readonly SetEdit[], live: ReadonlyMap<string, IpSet>): readonly string[] {
  const made = new Set(edits.flatMap(({ name, created }) => (created ? [name] : [])));
  const listed = edits
    .filter(({ name, created }) => (created ?? live.get(name))?.type === 'list:set')
    .flatMap(({ added }) => added.map(elementOf));
  return [...new Set([...edits.map(({ name }) => name), ...listed])].filter((name) => !made.has(name));
}

function undoOf(edits: readonly SetEdit[], live: ReadonlyMap<string, IpSet>): SetsUndo {
  const changed = edits.filter(({ created, destroyed }) => !created && !destroyed);
  const sides = changed.map(({ name, added, removed }) => {
    const members = new Map((live.get(name)?.members ?? []).map((member) => [elementOf(member), member]));
    const touched = new Set([...removed, ...added].map(elementOf));
    return {
      name,
      elements: added.map(elementOf).filter((element) => !members.has(element)),
      members: [...touched].flatMap((element) => members.get(element) ?? []),
    };
  });
  return {
    made: edits.flatMap(({ name, created, added }) => (created ? [{ name, elements: added.map(elementOf) }] : [])),
    destroyed: edits.flatMap(({ name, destroyed }) => (destroyed ? (live.get(name) ?? []) : [])),
    added: sides.filter(({ elements }) => elements.length > 0).map(({ name, elements }) => ({ name, elements })),
    replaced: sides.filter(({ members }) => members.length > 0).map(({ name, members }) => ({ name, members })),
  };
}

function unplannable(message: string): HelperRefusal {
  return new HelperRefusal('unplannable', `${message} Nothing was applied.`, { unchanged: true });
}
