import { describe, expect, it } from 'vitest';
import { lexWords } from './lexer.ts';

/** Each line was put to iptables-restore 1.8.9. */
const LINES: readonly (readonly [string, readonly string[]])[] = [
  ['', []],
  ['  a\tb\nc ', ['a', 'b', 'c']],
  [`--comment 'one'`, ['--comment', `'one'`]],
  ['--comment "two words"', ['--comment', 'two words']],
  ['--comment ""', ['--comment', '']],
  [String.raw`"a\nb"`, ['anb']],
  [String.raw`"say \"hi\" \\ it\'s"`, [String.raw`say "hi" \ it's`]],
  [String.raw`a\"b c"`, [String.raw`a\b c`]],
  ['a"b c"d', ['ab c', 'd']],
  ['-i lo" -j DROP', ['-i', 'lo"', '-j', 'DROP']],
  ['-A "x', ['-A', 'x']],
];

describe('words of a line', () => {
  it.each(LINES)('%s', (line, words) => {
    expect(lexWords(line).map(({ text }) => text)).toEqual(words);
  });

  it('points at each word, quotes included', () => {
    expect(lexWords('-m "a b" c').map(({ start, end, quoted }) => [start, end, quoted])).toEqual([
      [0, 2, false],
      [3, 8, true],
      [9, 10, false],
    ]);
  });

  it('marks a quotation that never ends', () => {
    expect(lexWords('a "b c')[1]).toMatchObject({ text: 'b c', open: true });
  });
});
