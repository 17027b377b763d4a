import { setNameRefusal, type SetEdit, type SetHead } from '@sluice/netfilter';
import type { SetsTarget } from '@sluice/protocol/helper';
import { bad, exactly, hash, isObject } from './request-members.ts';

const MOST_SETS = 1000;
const MOST_MEMBERS = 1_000_000;
const LONGEST_MEMBER = 512;
const TYPE = /^(hash|bitmap|list):[a-z,]{2,30}$/;
/** A word of `create`: an option of the set or its value, never one of the program. */
const WORD = /^[\w.:/][\w.:/-]{0,79}$/;

/** Checks edits of sets, member by member; whether a set takes them is found out when they are planned. */
export function setsTarget(value: unknown): SetsTarget {
  if (!isObject(value)) throw bad('sets must be an object');
  const { edits, planHash } = exactly(value, ['edits'], ['planHash']);
  if (!Array.isArray(edits) || edits.length === 0 || edits.length > MOST_SETS) throw bad('edits must name some sets');
  const checked = edits.map(setEdit);
  if (new Set(checked.map(({ name }) => name)).size < checked.length) throw bad('edits must name a set once');
  return planHash === undefined ? { edits: checked } : { edits: checked, planHash: hash(planHash, 'planHash') };
}

function setEdit(value: unknown): SetEdit {
  if (!isObject(value)) throw bad('an edit must be an object');
  const { name, created, destroyed, added, removed } = exactly(
    value,
    ['name', 'added', 'removed'],
    ['created', 'destroyed'],
  );
  const own = setName(name);
  if (destroyed !== undefined && destroyed !== true) throw bad('destroyed must be true');
  return {
    name: own,
    ...(created !== undefined && { created: setHead(created, own) }),
    ...(destroyed === true && { destroyed }),
    added: members(added),
    removed: members(removed),
  };
}

function setHead(value: unknown, own: string): SetHead {
  if (!isObject(value)) throw bad('created must be an object');
  const { name, type, words } = exactly(value, ['name', 'type', 'words']);
  if (name !== own) throw bad('created must name the set of its edit');
  if (typeof type !== 'string' || !TYPE.test(type)) throw bad('type must be a type of set');
  if (!Array.isArray(words) || words.length > 40 || !words.every(isWord)) throw bad('words must be options of a set');
  return { name: own, type, words };
}

function isWord(value: unknown): value is string {
  return typeof value === 'string' && WORD.test(value);
}

function setName(value: unknown): string {
  if (typeof value !== 'string' || setNameRefusal(value) !== null) throw bad('name must be the name of a set');
  return value;
}

function members(value: unknown): readonly string[] {
  if (!Array.isArray(value) || value.length > MOST_MEMBERS || !value.every(isMember)) {
    throw bad('members must be lines of bounded length');
  }
  return value;
}

function isMember(value: unknown): value is string {
  return (
    typeof value === 'string' &&
    value !== '' &&
    value.length <= LONGEST_MEMBER &&
    !value.startsWith('-') &&
    !/\p{Cc}/u.test(value)
  );
}
