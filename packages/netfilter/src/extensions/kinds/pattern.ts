import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { utf8Of } from './text.ts';

/** The most bytes that the kernel looks for. */
const MOST = 128;

const BACKSLASH = 0x5c;

/** A pair of hexadecimal digits and the blank that may follow it. */
const PAIR = /^([0-9a-f]{2}) ?/i;

/** Reads what stands between two `|`; a group of pairs with single blanks between them. */
function readHex(block: string): readonly number[] | undefined {
  const bytes: number[] = [];
  let rest = block.replace(/^ +/, '');
  while (rest !== '') {
    const pair = PAIR.exec(rest);
    if (!pair) return undefined;
    bytes.push(Number.parseInt(pair[1] ?? '', 16));
    rest = rest.slice(pair[0].length);
  }
  return bytes.length === 0 ? undefined : bytes;
}

/** A `|` that ends the word begins nothing. */
const TOKEN = /^(?:\\(.)|\|([^|\\]*)\|(.)?|([^\\|])|\|$)/su;

/** `GET|20 0d0a|`: text with blocks of hexadecimal, `\` before a `|` that is text; after a block one is text anyway. */
function readMixed(word: string): readonly number[] | undefined {
  const bytes: number[] = [];
  let rest = word;
  while (rest !== '') {
    const [found = '', literal, block, after = '', plain] = TOKEN.exec(rest) ?? [];
    const hex = block === undefined ? [] : readHex(block);
    if (found === '' || !hex) return undefined;
    bytes.push(...hex, ...utf8Of(literal ?? plain ?? after));
    rest = rest.slice(found.length);
  }
  return bytes;
}

/** The bytes that a pattern stands for, or undefined when it is none. */
export function patternBytes(word: string, isHex: boolean): readonly number[] | undefined {
  const bytes = isHex ? readMixed(word) : utf8Of(word);
  return bytes && bytes.length > 0 && bytes.length <= MOST ? bytes : undefined;
}

/** The words as iptables-save prints them: text unless something in it could not be read back. */
export function printPattern(bytes: readonly number[]): { readonly isText: boolean; readonly word: string } {
  const isText = bytes.every((byte) => byte >= 0x20 && byte < 0x7f) && bytes.at(-1) !== BACKSLASH;
  const word = isText
    ? String.fromCodePoint(...bytes)
    : `|${bytes.map((byte) => byte.toString(16).padStart(2, '0')).join('')}|`;
  return { isText, word };
}

function pattern(isHex: boolean, want: string): Kind<string> {
  return {
    words: 1,
    quoting: 'always',
    like: [isHex ? '|0d0a|' : 'GET /'],
    parse: ([word = '']) => (patternBytes(word, isHex) ? ok(word) : refuse({ found: word, want })),
    print: (word) => [word],
    read: (word) => `“${word}”`,
    brief: (word) => word,
  };
}

/** Text of 1 to 128 bytes. */
export const textPattern = pattern(false, `a text of 1 to ${MOST} bytes`);

/** Text with bytes in hexadecimal between `|`. */
export const hexPattern = pattern(true, `1 to ${MOST} bytes, text with |0d 0a| between bars in hexadecimal`);
