import { elementOf, type IpSet, type SetEdit, type SetHead } from '@sluice/netfilter';
import type { Step } from './step.ts';

interface OpenEdit {
  created: SetHead | undefined;
  destroyed: SetHead | undefined;
  readonly added: Map<string, string>;
  readonly removed: Map<string, string>;
}

/**
 * What steps do to sets, in the end: a set that was made and destroyed again is not there, a member that came and went
 * neither. It says nothing of what the host holds, so it means the same when members of others come and go.
 */
export function setEditsOf(steps: Iterable<Step>): readonly SetEdit[] {
  const edits = new Map<string, OpenEdit>();
  const editOf = (name: string): OpenEdit => {
    const known = edits.get(name) ?? { created: undefined, destroyed: undefined, added: new Map(), removed: new Map() };
    edits.set(name, known);
    return known;
  };
  for (const step of steps) {
    if (step.type === 'createSet') create(editOf(step.set.name), step.set);
    else if (step.type === 'destroySet') destroy(editOf(step.set.name), step.set);
    else if (step.type === 'addMembers') for (const member of step.members) add(editOf(step.set), member);
    else if (step.type === 'removeMembers') for (const member of step.members) remove(editOf(step.set), member);
  }
  return [...edits].flatMap(([name, { created, destroyed, added, removed }]): readonly SetEdit[] => {
    const members = { added: [...added.values()], removed: [...removed.values()] };
    if (!created && !destroyed && added.size + removed.size === 0) return [];
    return [{ name, ...(created && { created }), ...(destroyed && { destroyed: true }), ...members }];
  });
}

function create(edit: OpenEdit, set: SetHead): void {
  const back = edit.destroyed?.type === set.type && edit.destroyed.words.join(' ') === set.words.join(' ');
  if (back) edit.destroyed = undefined;
  else edit.created = set;
}

function destroy(edit: OpenEdit, set: SetHead): void {
  if (edit.created) edit.created = undefined;
  else edit.destroyed = set;
  edit.added.clear();
  edit.removed.clear();
}

function add({ added, removed }: OpenEdit, member: string): void {
  const element = elementOf(member);
  if (removed.get(element) === member) removed.delete(element);
  else added.set(element, member);
}

function remove({ added, removed }: OpenEdit, member: string): void {
  const element = elementOf(member);
  if (!added.delete(element)) removed.set(element, member);
}

/** A set as it would be, and what would be done to it. */
export interface EditedSet extends IpSet {
  readonly edit?: SetEdit | undefined;
}

/** The host's sets with the edits done, by name; those that go are still among them, with their edit. */
export function setsWith(live: readonly IpSet[], edits: readonly SetEdit[]): readonly EditedSet[] {
  if (edits.length === 0) return live;
  const open = new Map(edits.map((edit) => [edit.name, edit]));
  const edited = live.map((set): EditedSet => {
    const edit = open.get(set.name);
    open.delete(set.name);
    return edit ? { ...set, members: membersWith(set.members, edit), edit } : set;
  });
  const made = [...open.values()].flatMap((edit): readonly EditedSet[] =>
    edit.created ? [{ ...edit.created, members: edit.added, edit }] : [],
  );
  return [...edited, ...made].toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function membersWith(members: readonly string[], { added, removed }: SetEdit): readonly string[] {
  const gone = new Set([...removed, ...added].map(elementOf));
  return [...added, ...members.filter((member) => !gone.has(elementOf(member)))];
}
