import { gutter, GutterMarker, ViewPlugin, type EditorView } from '@codemirror/view';
import type { Extension } from '@codemirror/state';
import { foldedRanges } from '@codemirror/language';
import { rateWords } from '../live/rates.ts';
import { counters } from '../state/counters.ts';
import { useWorkspace } from '../state/workspace.ts';
import { lineMarks, setLines } from './line-marks.ts';

/** The rate of one line, or of all that is folded under it: written by each sample, never drawn anew for a number. */
class RateMarker extends GutterMarker {
  readonly #keys: readonly string[];

  constructor(keys: readonly string[]) {
    super();
    this.#keys = keys;
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof RateMarker && other.#keys.join() === this.#keys.join();
  }

  override toDOM(): Node {
    const cell = document.createElement('span');
    cell.className = 'text-rate';
    const number = document.createElement('span');
    const track = document.createElement('i');
    track.append(document.createElement('i'));
    cell.append(number, track);
    written.set(cell, this.#keys);
    writeRate(cell, this.#keys);
    return cell;
  }

  override destroy(cell: Node): void {
    written.delete(cell);
  }
}

/** The cells that are in the page now. */
const written = new Map<Node, readonly string[]>();

/** The rate of the busiest line, by which heat is measured. */
let busiest = 0;

function measureAll(): void {
  busiest = 0;
  for (const key of useWorkspace.getState().counterKeys()) {
    busiest = Math.max(busiest, counters.rate([key])?.packets ?? 0);
  }
}

function writeRate(cell: Node, keys: readonly string[]): void {
  const rate = counters.rate(keys)?.packets ?? null;
  const [number, track] = cell.childNodes;
  const text = rate === null ? '–' : rateWords(rate, 'packets').number;
  if (number && number.textContent !== text) number.textContent = text;
  const bar = track?.firstChild;
  const share = rate === null || busiest === 0 ? 0 : Math.min(1, rate / busiest);
  if (bar instanceof HTMLElement) bar.style.width = share === 0 ? '0' : `max(2px, ${share * 100}%)`;
}

const eachSample = ViewPlugin.define(() => ({
  destroy: counters.onSample(() => {
    measureAll();
    for (const [cell, keys] of written) writeRate(cell, keys);
  }),
}));

/** At the right: how many packets a second each line counts, and its heat beside the busiest line. */
export function rateGutter(): Extension {
  return [
    eachSample,
    gutter({
      class: 'text-rate-gutter',
      side: 'after',
      lineMarker: (view, { from, to }) => {
        const keys = keysWithin(view, from, to);
        return keys.length === 0 ? null : new RateMarker(keys);
      },
      lineMarkerChange: ({ transactions, startState, state }) =>
        foldedRanges(startState) !== foldedRanges(state) ||
        transactions.some(({ effects }) => effects.some((effect) => effect.is(setLines))),
    }),
  ];
}

/** The counters of a line, and of the lines that are folded into it. */
function keysWithin(view: EditorView, from: number, to: number): readonly string[] {
  const keys: string[] = [];
  view.state.field(lineMarks).between(from, to, (_at, _to, { line }) => {
    if (line.counter !== null) keys.push(line.counter);
  });
  return keys;
}
