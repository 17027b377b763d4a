import { setNameRefusal, type IpSet, type SetHead } from '@sluice/netfilter';

/** What `ipset save` printed, as sets, and the lines that are none. */
export interface SetDocument {
  readonly sets: readonly IpSet[];
  /** Lines that could not be read, as they stand. */
  readonly strange: readonly string[];
}

interface OpenSet extends SetHead {
  readonly members: string[];
}

const CREATE = /^create (.+?) ((?:hash|bitmap|list):\S+)(?: (.*))?$/;

/**
 * Reads the text of `ipset save`. A set's name may hold blanks, because the tool takes and prints such a name; what
 * stands before the type is the name. Nothing is lost: {@link printSets} gives the same lines.
 */
export function parseSets(text: string): SetDocument {
  const sets = new Map<string, OpenSet>();
  const strange: string[] = [];
  let last: OpenSet | undefined;
  for (const line of text.split('\n')) {
    if (line === '') continue;
    const [, name, type, words] = CREATE.exec(line) ?? [];
    if (name !== undefined && type !== undefined) {
      last = { name, type, words: words === undefined ? [] : words.split(' '), members: [] };
      sets.set(name, last);
      continue;
    }
    const owner = ownerOf(line, last, sets);
    if (owner) owner.members.push(line.slice('add '.length + owner.name.length + 1));
    else strange.push(line);
  }
  return { sets: [...sets.values()], strange };
}

/** The set that an `add` line names. Members follow their set, so it is nearly always the last one. */
function ownerOf(line: string, last: OpenSet | undefined, sets: ReadonlyMap<string, OpenSet>): OpenSet | undefined {
  if (!line.startsWith('add ')) return undefined;
  if (last && line.startsWith(`add ${last.name} `)) return last;
  return [...sets.values()].find(({ name }) => line.startsWith(`add ${name} `));
}

/** The text that makes these sets: what `ipset save` prints and `ipset restore` takes. */
export function printSets(sets: readonly IpSet[]): string {
  return sets
    .map((set) => printSetHead(set) + set.members.map((member) => `add ${set.name} ${member}\n`).join(''))
    .join('');
}

/** The line that makes a set, without its members. */
export function printSetHead({ name, type, words }: SetHead): string {
  return `${['create', name, type, ...words].join(' ')}\n`;
}

/** Whether a set's name survives `ipset restore`; one that does not is shown and never written. */
export function isWritableSet({ name }: Pick<SetHead, 'name'>): boolean {
  return setNameRefusal(name) === null;
}
