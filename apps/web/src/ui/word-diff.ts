/** One word of a rule's line. */
export interface Word {
  readonly text: string;
  /** Whether the other side does not have it at this place. */
  readonly changed: boolean;
}

/** The words of a line; quoted text is one word. */
export function wordsOf(text: string): readonly string[] {
  return text.match(/"(?:\\.|[^"\\])*"|\S+/g) ?? [];
}

/** Both lines word by word, with the words marked that are not in their longest common sequence. */
export function diffWords(before: string, after: string): { readonly before: Word[]; readonly after: Word[] } {
  const left = wordsOf(before);
  const right = wordsOf(after);
  const kept = commonWords(left, right);
  return {
    before: left.map((text, index) => ({ text, changed: !kept.left.has(index) })),
    after: right.map((text, index) => ({ text, changed: !kept.right.has(index) })),
  };
}

/** The places of a longest common sequence. Rules have at most a few hundred words, so a full table is small. */
function commonWords(left: readonly string[], right: readonly string[]) {
  const width = right.length + 1;
  const lengths = new Uint16Array((left.length + 1) * width);
  const at = (row: number, column: number): number => lengths[row * width + column] ?? 0;
  for (let row = left.length - 1; row >= 0; row--) {
    for (let column = right.length - 1; column >= 0; column--) {
      lengths[row * width + column] =
        left[row] === right[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
    }
  }
  const kept = { left: new Set<number>(), right: new Set<number>() };
  for (let row = 0, column = 0; row < left.length && column < right.length;) {
    if (left[row] === right[column]) {
      kept.left.add(row++);
      kept.right.add(column++);
    } else if (at(row + 1, column) >= at(row, column + 1)) row++;
    else column++;
  }
  return kept;
}
