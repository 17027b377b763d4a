import { printIpv4, readPlainIpv4 } from './ipv4.ts';

const GROUPS = 8;
const ALL = (1n << 128n) - 1n;

function readGroups(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [at, part] of parts.entries()) {
    if (part.includes('.')) {
      const v4 = at === parts.length - 1 ? readPlainIpv4(part) : undefined;
      if (v4 === undefined) return undefined;
      groups.push(v4 >>> 16, v4 & 0xffff);
    } else if (/^[0-9a-f]{1,4}$/i.test(part)) {
      groups.push(Number.parseInt(part, 16));
    } else {
      return undefined;
    }
  }
  return groups;
}

/** An IPv6 address as a 128-bit number, or undefined. */
export function readIpv6(text: string): bigint | undefined {
  const [left = '', right, more] = text.split('::');
  if (more !== undefined || !text.includes(':')) return undefined;
  const head = readGroups(left);
  const tail = right === undefined ? [] : readGroups(right);
  if (!head || !tail) return undefined;
  const gap = GROUPS - head.length - tail.length;
  if (right === undefined ? gap !== 0 : gap < 1) return undefined;
  const groups = [...head, ...Array.from({ length: gap }, () => 0), ...tail];
  return groups.reduce((value, group) => (value << 16n) | BigInt(group), 0n);
}

/** The form that inet_ntop gives: lower case, the longest run of two or more zero groups as `::`. */
export function printIpv6(value: bigint): string {
  const groups = Array.from({ length: GROUPS }, (_, at) => Number((value >> BigInt(16 * (7 - at))) & 0xffffn));
  const run = longestZeros(groups);
  if (run.start === 0 && (run.length === 6 || (run.length === 5 && groups[5] === 0xffff))) {
    const v4 = printIpv4(((groups[6] ?? 0) * 65536 + (groups[7] ?? 0)) >>> 0);
    return run.length === 6 ? `::${v4}` : `::ffff:${v4}`;
  }
  const words = groups.map((group) => group.toString(16));
  if (run.length < 2) return words.join(':');
  return `${words.slice(0, run.start).join(':')}::${words.slice(run.start + run.length).join(':')}`;
}

function longestZeros(groups: readonly number[]): { readonly start: number; readonly length: number } {
  let best = { start: 0, length: 0 };
  for (let start = 0; start < groups.length; start++) {
    let length = 0;
    while (groups[start + length] === 0) length++;
    if (length > best.length) best = { start, length };
    start += length;
  }
  return best;
}

const MASKS: readonly bigint[] = Array.from({ length: 129 }, (_, length) => ALL ^ (ALL >> BigInt(length)));
const LENGTHS: ReadonlyMap<bigint, number> = new Map(MASKS.map((mask, length) => [mask, length]));

/** The mask with that many leading ones, up to 128. */
export function ipv6Mask(length: number): bigint {
  return MASKS[length] ?? ALL;
}

/** How many leading ones a mask has, or undefined when its ones are not in one piece. */
export function ipv6MaskLength(mask: bigint): number | undefined {
  return LENGTHS.get(mask);
}
