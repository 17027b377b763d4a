import { forEachDiagnostic, setDiagnosticsEffect, type Diagnostic } from '@codemirror/lint';
import { StateField, type EditorState, type Extension, type Range, type Transaction } from '@codemirror/state';
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view';
import { wordsOf } from '../ui/word-diff.ts';
import { changes, lineAt, setDiff } from './line-marks.ts';

/** What was there before, and how to bring it back. */
interface Repair {
  readonly before: string;
  readonly from: number;
  readonly to: number;
}

/** The line under a line with an error: the reason, what was there before, one repair. */
class ErrorLine extends WidgetType {
  readonly #message: string;
  readonly #repair: Repair | null;

  constructor(message: string, repair: Repair | null) {
    super();
    this.#message = message;
    this.#repair = repair;
  }

  override eq(other: WidgetType): boolean {
    if (!(other instanceof ErrorLine) || other.#message !== this.#message) return false;
    return JSON.stringify(other.#repair) === JSON.stringify(this.#repair);
  }

  override get estimatedHeight(): number {
    return 24;
  }

  override toDOM(view: EditorView): HTMLElement {
    const line = document.createElement('div');
    line.className = 'text-error';
    line.append(part('span', 'text-error-reason', this.#message));
    const repair = this.#repair;
    if (repair) {
      line.append(part('span', 'text-error-before', `Before: ${repair.before}`));
      const button = part('button', 'text-error-repair', `Put ${repair.before} back`);
      button.addEventListener('mousedown', (event) => event.preventDefault());
      button.addEventListener('click', () => {
        view.dispatch({ changes: { from: repair.from, to: repair.to, insert: repair.before }, userEvent: 'input' });
        view.focus();
      });
      line.append(button);
    }
    return line;
  }

  override ignoreEvent(): boolean {
    return true;
  }
}

function part(tag: 'span' | 'button', look: string, words: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = look;
  element.textContent = words;
  return element;
}

interface ErrorLines {
  readonly shown: DecorationSet;
  /** The beginning of the line that a person is typing: nothing is wrong with what is not said yet. */
  readonly typing: number | null;
}

const errorLines = StateField.define<ErrorLines>({
  create: () => ({ shown: Decoration.none, typing: null }),
  update: (known, transaction) => {
    const typing = typingAfter(known.typing, transaction);
    const told = transaction.effects.some((effect) => effect.is(setDiagnosticsEffect) || effect.is(setDiff));
    const left = known.typing !== null && typing === null;
    const shown = told || left ? linesOf(transaction.state, typing) : known.shown.map(transaction.changes);
    return { shown, typing };
  },
  provide: (field) => EditorView.decorations.from(field, ({ shown }) => shown),
});

/** A line is being typed from its first edit until the cursor leaves it. */
function typingAfter(typing: number | null, transaction: Transaction): number | null {
  const { state, docChanged } = transaction;
  const here = state.doc.lineAt(state.selection.main.head).from;
  if (docChanged && transaction.isUserEvent('input.type')) return here;
  return typing !== null && transaction.changes.mapPos(typing, -1) === here ? here : null;
}

/** One line for each line with errors: its first one; the others are found by F8 and under the pointer. */
function linesOf(state: EditorState, typing: number | null): DecorationSet {
  const lines = new Map<number, Range<Decoration>>();
  forEachDiagnostic(state, (diagnostic, from, to) => {
    if (diagnostic.severity !== 'error') return;
    const { from: start, to: end } = state.doc.lineAt(from);
    if (lines.has(end) || start === typing) return;
    const widget = new ErrorLine(diagnostic.message, repairOf(state, from, Math.min(to, end)));
    lines.set(end, Decoration.widget({ widget, block: true, side: 1 }).range(end));
  });
  return Decoration.set([...lines.values()], true);
}

/** The word that the draft has changed here, when the rule is otherwise the one that runs. */
function repairOf(state: EditorState, from: number, to: number): Repair | null {
  const line = lineAt(state, from);
  const row = line?.id ? state.field(changes).rules.get(line.id) : undefined;
  if (!row?.before || !row.after) return null;
  const [before, after] = [wordsOf(row.before.rule.text), wordsOf(row.after.rule.text)];
  const others = before.flatMap((word, at) => (word === after[at] ? [] : [word]));
  const [word] = others;
  return before.length === after.length && others.length === 1 && word !== undefined
    ? { before: word, from, to }
    : null;
}

/** How many errors the text has. */
export function countErrors(state: EditorState): number {
  let count = 0;
  forEachDiagnostic(state, ({ severity }: Diagnostic) => {
    if (severity === 'error') count += 1;
  });
  return count;
}

/** Selects the next error behind the cursor, or the first. Remarks that are no errors do not stop anybody. */
export function goToNextError(view: EditorView): boolean {
  const errors: { readonly from: number; readonly to: number }[] = [];
  forEachDiagnostic(view.state, ({ severity }, from, to) => {
    if (severity === 'error') errors.push({ from, to });
  });
  const { from: here } = view.state.selection.main;
  const next = errors.find(({ from }) => from > here) ?? errors[0];
  if (!next) return false;
  view.dispatch({ selection: { anchor: next.from, head: next.to }, scrollIntoView: true });
  view.focus();
  return true;
}

/** Says under each line with an error what is wrong with it. */
export function errorReasons(): Extension {
  return errorLines;
}
