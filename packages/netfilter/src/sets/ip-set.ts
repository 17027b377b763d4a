import { bytesOf } from '../extensions/kinds/text.ts';

/**
 * A set of ipset: what rules ask with `-m set` and fill with `-j SET`. Sets belong to the host, not to a table or a family.
 */
export interface IpSet {
  readonly name: string;
  /** `hash:ip`, `bitmap:port`, `list:set`; also one that we do not know. */
  readonly type: string;
  /** What stands behind the type where it is created: `family inet hashsize 1024 timeout 600 comment`. */
  readonly words: readonly string[];
  /** Its members as printed, each with its own options: `192.0.2.7 timeout 12 comment "mail"`. */
  readonly members: readonly string[];
}

/** What a set is, without what is in it. */
export type SetHead = Omit<IpSet, 'members'>;

/** What is to be done to one set of a host. */
export interface SetEdit {
  readonly name: string;
  /** It is made anew, as this. */
  readonly created?: SetHead | undefined;
  /** It goes, with what is in it. */
  readonly destroyed?: true | undefined;
  /** Members that come, each as printed. */
  readonly added: readonly string[];
  /** Members that go. */
  readonly removed: readonly string[];
}

const LONGEST_NAME = 31;

/** Why a set may not be called so; null when it may. The tool takes some of these, and cannot restore what it then saves. */
export function setNameRefusal(name: string): string | null {
  if (name === '') return 'A set needs a name.';
  if (bytesOf(name) > LONGEST_NAME) return `A set's name has ${LONGEST_NAME} bytes at most.`;
  if (/[\s"\\\p{Cc}]/u.test(name)) return 'A set’s name holds no blanks, quotation marks or backslashes.';
  return /^[-!#]/.test(name) ? 'A set’s name does not begin with -, ! or #.' : null;
}

/** The value of an option that a set was created with: `inet` of `family`; undefined where it is not set. */
export function setOption({ words }: Pick<SetHead, 'words'>, option: string): string | undefined {
  const at = words.indexOf(option);
  return at < 0 ? undefined : words[at + 1];
}

/** Whether a set was created with a word that stands alone: `comment`, `counters`. */
export function hasSetFlag({ words }: Pick<SetHead, 'words'>, flag: string): boolean {
  return words.includes(flag);
}

/** The element of a member, by which it is told apart from others: the part before its options. */
export function elementOf(member: string): string {
  const end = member.indexOf(' ');
  return end < 0 ? member : member.slice(0, end);
}
