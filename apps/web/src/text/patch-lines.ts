import { commonSubsequence } from '@sluice/draft';

/** Lines of a text, from `from` up to but without `to` (counted from 0), and what comes in their place. */
export interface LineEdit {
  readonly from: number;
  readonly to: number;
  readonly lines: readonly string[];
}

/**
 * What to do to a text so that it follows the change from `before` to `after`. The text may hold more than `before`
 * does (comments, a line that is not finished): such lines stay. From the top down, without overlaps.
 */
export function patchLines(
  text: readonly string[],
  { before, after }: { readonly before: readonly string[]; readonly after: readonly string[] },
): readonly LineEdit[] {
  const places = new Map(commonSubsequence(before, text).map((pair) => [pair.before, pair.after]));
  const edits: LineEdit[] = [];
  let [old, fresh, behind] = [0, 0, 0];
  for (const pair of [...commonSubsequence(before, after), { before: before.length, after: after.length }]) {
    const gone: number[] = [];
    for (; old < pair.before; old += 1) {
      const place = places.get(old);
      if (place !== undefined) gone.push(place);
    }
    edits.push(...editsAt(behind, gone, after.slice(fresh, pair.after)));
    behind = (places.get(pair.before) ?? gone.at(-1) ?? behind - 1) + 1;
    [old, fresh] = [pair.before + 1, pair.after + 1];
  }
  return edits;
}

/** The text with these edits done. */
export function editLines(text: readonly string[], edits: readonly LineEdit[]): readonly string[] {
  return edits.reduceRight<readonly string[]>(
    (lines, { from, to, lines: fresh }) => lines.toSpliced(from, to - from, ...fresh),
    text,
  );
}

/** New lines take the place of the first run of lines that go; without one they stand behind their neighbour. */
function editsAt(behind: number, gone: readonly number[], lines: readonly string[]): readonly LineEdit[] {
  const runs: LineEdit[] = [];
  for (const at of gone) {
    const last = runs.at(-1);
    if (last?.to === at) runs[runs.length - 1] = { ...last, to: at + 1 };
    else runs.push({ from: at, to: at + 1, lines: [] });
  }
  if (lines.length === 0) return runs;
  const [first, ...more] = runs;
  return first ? [{ ...first, lines }, ...more] : [{ from: behind, to: behind, lines }];
}
