import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

interface TextStyle {
  readonly quoting: 'never' | 'whenNeeded' | 'always';
  /** The tool refuses more bytes of UTF-8. */
  readonly max?: number;
  /** The tool cuts off more bytes of UTF-8. */
  readonly keeps?: number;
  readonly min?: number;
  /** What the kernel refuses in it. */
  readonly not?: RegExp;
}

/** How many bytes a text has as UTF-8. */
export function bytesOf(words: string): number {
  let bytes = 0;
  for (const char of words) bytes += bytesOfChar(char);
  return bytes;
}

function bytesOfChar(char: string): number {
  const code = char.codePointAt(0) ?? 0;
  return code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
}

/** The bytes of a text as UTF-8. */
export function utf8Of(words: string): readonly number[] {
  return Array.from(words, (char) => {
    const code = char.codePointAt(0) ?? 0;
    const size = bytesOfChar(char);
    if (size === 1) return [code];
    const tail = Array.from({ length: size - 1 }, (_, at) => 0x80 | ((code >> (6 * (size - 2 - at))) & 0x3f));
    return [((0xf00 >> size) & 0xff) | (code >> (6 * (size - 1))), ...tail];
  }).flat();
}

/** As much of a text as fits into so many bytes; a character is kept whole or not at all. */
function cutTo(words: string, most: number): string {
  let bytes = 0;
  let kept = '';
  for (const char of words) {
    bytes += bytesOfChar(char);
    if (bytes > most) return kept;
    kept += char;
  }
  return words;
}

/** Free text: a comment, a prefix, a name. */
export function text(style: TextStyle): Kind<string> {
  const { quoting, max = Number.POSITIVE_INFINITY, keeps, min = 0, not } = style;
  return {
    words: 1,
    quoting,
    like: [quoting === 'never' ? 'name' : 'some words'],
    ...(keeps !== undefined && { keeps }),
    parse([word = '']) {
      if (word.length * 4 > max && bytesOf(word) > max) {
        return refuse({ found: word, want: `at most ${max} bytes (this has ${bytesOf(word)})` });
      }
      if (word.length < min) return refuse({ found: word, want: `at least ${min} character` });
      if (not?.test(word)) return refuse({ found: word, want: 'another name: the kernel does not take this one' });
      return ok(keeps === undefined ? word : cutTo(word, keeps));
    },
    print: (word) => [word],
    read: (word) => (quoting === 'never' ? word : `“${word}”`),
    brief: (word) => word,
  };
}
