import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { editLines, patchLines } from './patch-lines.ts';

type Lines = readonly string[];

function patched(text: Lines, before: Lines, after: Lines): Lines {
  return editLines(text, patchLines(text, { before, after }));
}

function words(line: string): Lines {
  return line.split(' ').filter((word) => word !== '');
}

describe('a text follows the draft', () => {
  test.each<[string, string, readonly [before: string, after: string], string]>([
    ['nothing happens', 'a b c', ['a b c', 'a b c'], 'a b c'],
    ['a line comes', 'a b c', ['a b c', 'a x b c'], 'a x b c'],
    ['a line goes', 'a b c', ['a b c', 'a c'], 'a c'],
    ['a line changes', 'a b c', ['a b c', 'a x c'], 'a x c'],
    ['a comment stays', 'a # b c', ['a b c', 'a b x c'], 'a # b x c'],
    ['a comment within what goes stays', 'a b # c d', ['a b c d', 'a d'], 'a # d'],
    ['an unfinished line stays where it is', 'a b ? c', ['a b c', 'a x c'], 'a x ? c'],
    ['a line that is being edited stays', 'a B c', ['a b c', 'a b c d'], 'a B c d'],
    ['what is new at the end stands at the end', 'a b #', ['a b', 'a b x'], 'a b x #'],
    ['all is new', '', ['', 'a b'], 'a b'],
  ])('%s', (_name, text, [before, after], expected) => {
    expect(patched(words(text), words(before), words(after))).toEqual(words(expected));
  });

  const lines = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 12 });

  it('exactly, when nobody typed', () => {
    fc.assert(
      fc.property(lines, lines, (before, after) => {
        expect(patched(before, before, after)).toEqual(after);
      }),
    );
  });

  it('without losing a line that is not of the draft', () => {
    const noisy = fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.boolean()), { maxLength: 12 });
    fc.assert(
      fc.property(noisy, lines, (draft, after) => {
        const before = draft.map(([line]) => line);
        const text = draft.flatMap(([line, noise], at) => (noise ? [line, `# ${at}`] : [line]));
        const result = patched(text, before, after);
        expect(result.filter((line) => !line.startsWith('#'))).toEqual(after);
        expect(result.filter((line) => line.startsWith('#'))).toEqual(text.filter((line) => line.startsWith('#')));
      }),
    );
  });
});
