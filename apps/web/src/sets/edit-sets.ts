import type { EditedSet } from '@sluice/draft';
import { elementOf, readMember, type SetHead } from '@sluice/netfilter';
import { openSet } from '../state/host-sets.ts';
import { perform } from '../state/perform.ts';
import { count } from '../shell/words.ts';

/** What a person typed or pasted as members: those that can be, and what is wrong with the others. */
export interface TypedMembers {
  readonly members: readonly string[];
  readonly faults: readonly string[];
}

/**
 * Reads members from text: one a line, with their options, or several in a line with blanks between them. What stands
 * behind # is a remark. Each counts once.
 */
export function readMembers(set: SetHead, text: string): TypedMembers {
  const members = new Map<string, string>();
  const faults: string[] = [];
  for (const [at, line] of text.split(/\r?\n/).entries()) {
    const words = line.replace(/(^|\s)#[^"]*$/, '').trim();
    if (words === '') continue;
    for (const entry of entriesOf(words)) {
      const read = readMember(set, entry);
      if (read.ok) for (const member of read.value) members.set(elementOf(member), member);
      else faults.push(`Line ${at + 1}: ${read.error}`);
    }
  }
  return { members: [...members.values()], faults };
}

/** A line with options is one member; else blanks, semicolons and a comma with a blank part several. */
function entriesOf(line: string): readonly string[] {
  const withOptions = /\s(timeout|comment|nomatch|packets|skb\w+)(\s|$)/.test(line);
  return withOptions
    ? [line.replace(/^add \S+ /, '')]
    : line
        .replace(/^add \S+ /, '')
        .split(/[\s;]+|,\s+/)
        .filter(Boolean);
}

/** Makes a set with these members, and shows it. */
export function createSet(set: SetHead, members: readonly string[]): boolean {
  const create = { type: 'createSet', set } as const;
  const fill = { type: 'addMembers', set: set.name, members } as const;
  const done = perform(`Create the set ${set.name}`, members.length > 0 ? [create, fill] : [create]);
  if (done) openSet(set.name);
  return done;
}

/** Puts members into a set; one that is there with other options takes the new ones. Answers how many are new. */
export function addMembers(set: EditedSet, members: readonly string[]): boolean {
  const there = new Map(set.members.map((member) => [elementOf(member), member]));
  const fresh = members.filter((member) => !there.has(elementOf(member)) || member.includes(' '));
  if (fresh.length === 0) return true;
  const name = set.name;
  return perform(`Add ${count(fresh.length, 'member')} to ${name}`, [
    { type: 'addMembers', set: name, members: fresh },
  ]);
}

/** Takes members out of a set. */
export function removeMembers({ name }: EditedSet, members: readonly string[]): boolean {
  return perform(`Remove ${count(members.length, 'member')} from ${name}`, [
    { type: 'removeMembers', set: name, members },
  ]);
}

/** Puts back what the draft takes out. */
export function keepMembers({ name }: EditedSet, members: readonly string[]): boolean {
  return perform(`Keep ${count(members.length, 'member')} in ${name}`, [{ type: 'addMembers', set: name, members }]);
}

/** Takes the set away, or takes back that it goes. */
export function destroySet({ name, type, words, edit }: EditedSet): boolean {
  const set: SetHead = { name, type, words };
  if (edit?.destroyed) return perform(`Keep the set ${name}`, [{ type: 'createSet', set }]);
  const done = perform(`Destroy the set ${name}`, [{ type: 'destroySet', set }]);
  if (done && edit?.created) openSet(null);
  return done;
}
