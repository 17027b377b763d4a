import { setDiagnostics, type Diagnostic as Mark } from '@codemirror/lint';
import { Annotation, type Text } from '@codemirror/state';
import type { EditorView, ViewUpdate } from '@codemirror/view';
import { stepsBetween, type Step } from '@sluice/draft';
import { printRuleset, type Diagnostic } from '@sluice/iptables';
import type { Ruleset } from '@sluice/netfilter';
import { inParts } from '../state/in-parts.ts';
import { newRuleId, sliceKey, useWorkspace, type WorkspaceState } from '../state/workspace.ts';
import { changeOf } from './line-changes.ts';
import { setDiff, setLines } from './line-marks.ts';
import { editLines, patchLines, type LineEdit } from './patch-lines.ts';
import { readText, type TextReading } from './read-text.ts';

/** A person pauses for so long before what was typed becomes one entry of undo. */
const PAUSE = 450;

/** Looking at every rule of a text longer than this would be felt while typing. */
const LARGE = 5000;
const LONG_PAUSE = 1500;

/** Marks what the draft does to the text, which is not to come back as an edit of it. */
const fromDraft = Annotation.define<true>();

/** The text as iptables-save prints the draft. */
function draftText(ruleset: Ruleset): string {
  return printRuleset(ruleset, { counters: false });
}

/** A line without what says nothing of the rule: its counters, and blanks behind it. */
function bareLine(line: string): string {
  return line.replace(/^\[\d+:\d+\] (?=-)/, '').trimEnd();
}

function draftLines(ruleset: Ruleset | null): readonly string[] {
  return ruleset ? draftText(ruleset).split('\n') : [];
}

/** Texts with lines that are not in the draft, kept while another view is shown; by host and family. */
const unsettled = new Map<string, { readonly text: string; readonly draft: Ruleset }>();

/** The text to begin with: as the draft prints it, with the lines that could not be read when the person left. */
export function openingText(state: WorkspaceState): string {
  const kept = unsettled.get(placeOf(state));
  if (!kept || !state.current) return state.current ? draftText(state.current) : '';
  const lines = kept.text.split('\n').map(bareLine);
  const edits = patchLines(lines, { before: draftLines(kept.draft), after: draftLines(state.current) });
  return editLines(lines, edits).join('\n');
}

/** Keeps a text and the draft telling the same, in both directions, from `start` to `stop`. */
export class TextSync {
  readonly #view: EditorView;
  /** Hears why the text is not in the draft, or null when it is. */
  readonly #told: (trouble: string | null) => void;
  readonly #place = placeOf(useWorkspace.getState());
  readonly #unsubscribe: () => void;
  /** The draft that the text has followed last. */
  #synced = useWorkspace.getState().current;
  #pause: ReturnType<typeof setTimeout> | undefined;
  #checking = new AbortController();
  /** There may be something in the text that was not read; a text that was kept from before may hold such lines. */
  #dirty = true;
  #performing = false;

  constructor(view: EditorView, told: (trouble: string | null) => void) {
    this.#view = view;
    this.#told = told;
    this.#unsubscribe = useWorkspace.subscribe((state, before) => this.#draftMoved(state, before));
    this.#read();
  }

  /** For each update of the editor: what a person typed is read after a pause. */
  updated(update: ViewUpdate): void {
    if (!update.docChanged || update.transactions.every((each) => each.annotation(fromDraft) === true)) return;
    this.#dirty = true;
    clearTimeout(this.#pause);
    this.#checking.abort();
    this.#pause = setTimeout(() => this.flush(), PAUSE);
  }

  /** Makes steps of what was typed and not read yet. Answers whether the text and the draft now say the same. */
  flush(): boolean {
    clearTimeout(this.#pause);
    if (this.#dirty) this.#read();
    return !this.#dirty;
  }

  /** Throws away what could not be read. */
  revert(): void {
    if (!this.#synced) return;
    const before = this.#view.state.doc.toJSON();
    this.#edit(patchLines(before, { before, after: draftLines(this.#synced) }));
    this.#dirty = false;
    this.#read();
  }

  /** Ends it; what is not in the draft would be lost with the editor, so it is kept for the next one. */
  stop(): void {
    this.flush();
    if (this.#synced) {
      if (this.#dirty) {
        unsettled.set(this.#place, { text: this.#view.state.doc.toString(), draft: this.#synced });
      } else unsettled.delete(this.#place);
    }
    this.#checking.abort();
    this.#unsubscribe();
  }

  /** Another host's rules must never be taken for this text's, nor this text for theirs. */
  #isHere(state: WorkspaceState): boolean {
    return placeOf(state) === this.#place;
  }

  #read(): void {
    const { current } = useWorkspace.getState();
    if (!current || !this.#isHere(useWorkspace.getState())) return;
    this.#checking.abort();
    const reading = readText(this.#view.state.doc.toString(), current, newRuleId);
    const [blocking] = reading.blocking;
    let trouble = blocking ? `Line ${blocking.line} is not read yet: ${blocking.message}` : null;
    if (this.#dirty && !blocking) trouble = this.#perform(stepsBetween(current, reading.ruleset));
    this.#dirty = trouble !== null;
    this.#told(trouble);
    this.#checkLater(reading);
    const effects = [setDiff.of(useWorkspace.getState().shown), setLines.of(reading.lines)];
    this.#view.dispatch({ effects, annotations: fromDraft.of(true) });
  }

  /** Remarks come after the edit is in the draft; in a large text, when nobody types on. */
  #checkLater({ findRemarks }: TextReading): void {
    const view = this.#view;
    const { doc } = view.state;
    this.#checking = new AbortController();
    const { signal } = this.#checking;
    const check = async (): Promise<void> => {
      const remarks = await inParts(findRemarks(), { signal });
      const marks = remarks?.map((remark) => markOf(doc, remark));
      if (marks && view.state.doc === doc) view.dispatch(setDiagnostics(view.state, marks));
    };
    setTimeout(() => void check(), doc.lines > LARGE ? LONG_PAUSE : 0);
  }

  #perform(steps: readonly Step[]): string | null {
    if (steps.length === 0) return null;
    this.#performing = true;
    const result = useWorkspace.getState().perform({ label: labelOf(steps), steps });
    this.#performing = false;
    this.#synced = useWorkspace.getState().current;
    return result.ok ? null : result.error.message;
  }

  /** The draft changed elsewhere: by the map, undo, another person. */
  #draftMoved(state: WorkspaceState, before: WorkspaceState): void {
    if (this.#performing || !state.current || !this.#isHere(state)) return;
    if (state.current !== this.#synced) this.#follow(state.current);
    else if (state.shown === before.shown) return;
    if (this.#dirty) this.#view.dispatch({ effects: setDiff.of(state.shown) });
    else this.#read();
  }

  #follow(current: Ruleset): void {
    const sides = { before: draftLines(this.#synced), after: draftLines(current) };
    this.#synced = current;
    this.#edit(patchLines(this.#view.state.doc.toJSON().map(bareLine), sides));
  }

  #edit(edits: readonly LineEdit[]): void {
    const { doc } = this.#view.state;
    this.#view.dispatch({ changes: edits.map((edit) => changeOf(doc, edit)), annotations: fromDraft.of(true) });
  }
}

function placeOf({ hostId, family, past }: WorkspaceState): string {
  return `${sliceKey(hostId ?? '', family)}${past ? ` at ${past.number}` : ''}`;
}

/** What undo will say: one pause is one entry. */
function labelOf(steps: readonly Step[]): string {
  const chains = [...new Set(steps.flatMap((step) => ('chain' in step ? [step.chain] : [])))];
  return chains.length === 1 ? `Edit ${chains[0]} as text` : `Edit ${chains.length} chains as text`;
}

function markOf(doc: Text, { line, column, length, severity, message }: Diagnostic): Mark {
  const { from, to } = doc.line(Math.min(line, doc.lines));
  const start = Math.min(from + column - 1, to);
  return { from: start, to: Math.min(start + length, to), severity, message };
}
