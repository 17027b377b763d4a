import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

/** Which TCP flags are looked at, and which of those must be set. */
export interface TcpFlags {
  readonly mask: readonly string[];
  readonly set: readonly string[];
}

const FLAGS = ['FIN', 'SYN', 'RST', 'PSH', 'ACK', 'URG'] as const;

function readFlags(word: string): readonly string[] | undefined {
  const found = new Set<string>();
  for (const part of word.split(',').filter(Boolean)) {
    const name = part.toUpperCase();
    if (name === 'ALL') FLAGS.forEach((flag) => found.add(flag));
    else if ((FLAGS as readonly string[]).includes(name)) found.add(name);
    else if (name !== 'NONE') return undefined;
  }
  return FLAGS.filter((flag) => found.has(flag));
}

/** The flags as the bits of their byte in the header. */
function flagBits(flags: readonly string[]): number {
  return FLAGS.reduce((bits, flag, at) => (flags.includes(flag) ? bits | (1 << at) : bits), 0);
}

const printFlags = (flags: readonly string[]): string => flags.join(',') || 'NONE';

/** `MASK SET`, two words: of the flags in MASK exactly those in SET are set. */
export const tcpFlags: Kind<TcpFlags> = {
  words: 2,
  quoting: 'never',
  like: ['FIN,SYN,RST,ACK SYN', 'ALL NONE'],
  asks: [
    { by: 'some', title: 'Of these flags', of: FLAGS, none: 'NONE' },
    { by: 'some', title: 'exactly these are set', of: FLAGS, none: 'NONE' },
  ],
  parse([first = '', second = '']) {
    const mask = readFlags(first);
    const set = readFlags(second);
    const want = 'two lists of FIN, SYN, RST, PSH, ACK, URG, ALL or NONE';
    if (!mask || !set) return refuse({ found: mask ? second : first, want });
    return ok({ mask, set });
  },
  // A flag that is wanted and not looked at: legacy never matches, the rules that iptables-nft makes of it may (measured).
  covers: ({ mask, set }) =>
    set.every((flag) => mask.includes(flag)) ? { kind: 'bits', mask: flagBits(mask), value: flagBits(set) } : undefined,
  print: ({ mask, set }) => [printFlags(mask), printFlags(set)],
  read({ mask, set }) {
    const clear = mask.filter((flag) => !set.includes(flag));
    const yes = set.length > 0 ? `${set.join(', ')} set` : '';
    const no = clear.length > 0 ? `${clear.join(', ')} not set` : '';
    return [yes, no].filter(Boolean).join(' and ') || 'any';
  },
  brief({ mask, set }) {
    const isSyn = printFlags(mask) === 'FIN,SYN,RST,ACK' && printFlags(set) === 'SYN';
    return isSyn ? 'SYN' : `${printFlags(set)} of ${mask.length === FLAGS.length ? 'ALL' : printFlags(mask)}`;
  },
};
