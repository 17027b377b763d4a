import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffWords, wordsOf, type Word } from './word-diff.ts';

const kept = (words: readonly Word[]): string[] => words.filter((word) => !word.changed).map(({ text }) => text);
const changed = (words: readonly Word[]): string[] => words.filter((word) => word.changed).map(({ text }) => text);

describe('comparing two lines word by word', () => {
  it('marks only what differs', () => {
    const diff = diffWords('-s 192.0.2.10/32 -p tcp -j ACCEPT', '-s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT');
    expect(changed(diff.before)).toEqual(['192.0.2.10/32']);
    expect(changed(diff.after)).toEqual(['192.0.2.0/24', '-m', 'tcp', '--dport', '22']);
  });

  it('takes quoted text as one word', () => {
    expect(wordsOf(String.raw`-m comment --comment "a \" b" -j X`)).toEqual([
      '-m',
      'comment',
      '--comment',
      String.raw`"a \" b"`,
      '-j',
      'X',
    ]);
  });

  it('leaves the same words on both sides when the changed ones are taken out', () => {
    const line = fc.array(fc.constantFrom('-p', 'tcp', 'udp', '--dport', '22', '80')).map((words) => words.join(' '));
    fc.assert(
      fc.property(line, line, (before, after) => {
        const diff = diffWords(before, after);
        expect(kept(diff.before)).toEqual(kept(diff.after));
        expect(diff.before.map(({ text }) => text).join(' ')).toBe(before);
      }),
    );
  });
});
