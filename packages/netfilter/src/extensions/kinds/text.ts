import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

interface TextStyle {
  readonly quoting: 'never' | 'whenNeeded' | 'always';
  /** Bytes of UTF-8; the tool cuts off or refuses what is longer. */
  readonly max?: number;
  readonly min?: number;
}

/** How many bytes a text has as UTF-8. */
function bytesOf(text: string): number {
  let bytes = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    bytes += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x1_0000 ? 3 : 4;
  }
  return bytes;
}

/** Free text: a comment, a prefix, a name. */
export function text({ quoting, max = Number.POSITIVE_INFINITY, min = 0 }: TextStyle): Kind<string> {
  return {
    words: 1,
    quoting,
    parse([word = '']) {
      if (bytesOf(word) > max) return refuse({ found: word, want: `at most ${max} bytes (this has ${bytesOf(word)})` });
      return word.length < min ? refuse({ found: word, want: `at least ${min} character` }) : ok(word);
    },
    print: (word) => [word],
    read: (word) => (quoting === 'never' ? word : `“${word}”`),
    brief: (word) => word,
  };
}
