import type { ChangeSpec, Text } from '@codemirror/state';
import type { LineEdit } from './patch-lines.ts';

/** One edit of lines as a change of characters: of a line that stays, only the part that differs. */
export function changeOf(doc: Text, { from, to, lines }: LineEdit): ChangeSpec {
  const insert = lines.join('\n');
  if (from === to) {
    if (from < doc.lines) return { from: doc.line(from + 1).from, insert: `${insert}\n` };
    return { from: doc.length, insert: `\n${insert}` };
  }
  const start = doc.line(from + 1).from;
  const end = doc.line(to).to;
  if (lines.length > 0) return trimmed(doc.sliceString(start, end), insert, start);
  return to < doc.lines ? { from: start, to: end + 1 } : { from: Math.max(0, start - 1), to: end };
}

/** A cursor in what both have in common keeps its place. */
function trimmed(before: string, after: string, start: number): ChangeSpec {
  const shorter = Math.min(before.length, after.length);
  let head = 0;
  while (head < shorter && before[head] === after[head]) head += 1;
  let tail = 0;
  while (tail < shorter - head && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail += 1;
  return { from: start + head, to: start + before.length - tail, insert: after.slice(head, after.length - tail) };
}
