import { setDiagnostics, type Diagnostic as Mark } from '@codemirror/lint';
import { Annotation, type ChangeSpec, type Text } from '@codemirror/state';
import type { EditorView, ViewUpdate } from '@codemirror/view';
import { stepsBetween, type Step } from '@sluice/draft';
import { printRuleset, type Diagnostic } from '@sluice/iptables';
import type { Ruleset } from '@sluice/netfilter';
import { newRuleId, useWorkspace, type WorkspaceState } from '../state/workspace.ts';
import { setDiff, setLines } from './line-marks.ts';
import { patchLines, type LineEdit } from './patch-lines.ts';
import { readText } from './read-text.ts';

/** A person pauses for so long before what was typed becomes one entry of undo. */
const PAUSE = 450;

/** Marks what the draft does to the text, which is not to come back as an edit of it. */
const fromDraft = Annotation.define<true>();

/** The text as iptables-save prints the draft. */
export function draftText(ruleset: Ruleset): string {
  return printRuleset(ruleset, { counters: false });
}

function draftLines(ruleset: Ruleset | null): readonly string[] {
  return ruleset ? draftText(ruleset).split('\n') : [];
}

/** Keeps a text and the draft telling the same, in both directions. */
export interface TextSync {
  /** For each update of the editor. */
  readonly updated: (update: ViewUpdate) => void;
  /** Makes steps of what was typed and not read yet. Answers whether the text and the draft now say the same. */
  readonly flush: () => boolean;
  /** Throws away what could not be read. */
  readonly revert: () => void;
  readonly stop: () => void;
}

/** Begins to keep them together; `told` hears why the text is not in the draft, or null when it is. */
export function startTextSync(view: EditorView, told: (trouble: string | null) => void): TextSync {
  const { hostId, family } = useWorkspace.getState();
  /** Another host's rules must never be taken for this text's, nor this text for theirs. */
  const isHere = (state: WorkspaceState): boolean => state.hostId === hostId && state.family === family;
  let synced = useWorkspace.getState().current;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let dirty = false;
  let performing = false;

  function read(): void {
    const { current } = useWorkspace.getState();
    if (!current || !isHere(useWorkspace.getState())) return;
    const { doc } = view.state;
    const reading = readText(doc.toString(), current, newRuleId);
    const [blocking] = reading.blocking;
    let trouble = blocking ? `Line ${blocking.line} is not read yet: ${blocking.message}` : null;
    if (dirty && !blocking) trouble = perform(stepsBetween(current, reading.ruleset));
    dirty = trouble !== null;
    told(trouble ?? leftOut(reading.unfinished));
    view.dispatch(
      {
        effects: [setDiff.of(useWorkspace.getState().diff), setLines.of(reading.lines)],
        annotations: fromDraft.of(true),
      },
      setDiagnostics(
        view.state,
        reading.remarks.map((remark) => markOf(doc, remark)),
      ),
    );
  }

  function perform(steps: readonly Step[]): string | null {
    if (steps.length === 0) return null;
    performing = true;
    const result = useWorkspace.getState().perform({ label: labelOf(steps), steps });
    performing = false;
    synced = useWorkspace.getState().current;
    return result.ok ? null : result.error.message;
  }

  /** The draft changed elsewhere: by the map, undo, another person. */
  function receive(current: Ruleset): void {
    const edits = patchLines(view.state.doc.toJSON(), { before: draftLines(synced), after: draftLines(current) });
    synced = current;
    const changes = edits.map((edit) => changeOf(view.state.doc, edit));
    view.dispatch({ changes, annotations: fromDraft.of(true) });
  }

  function flush(): boolean {
    clearTimeout(timer);
    if (dirty) read();
    return !dirty;
  }

  const unsubscribe = useWorkspace.subscribe((state, before) => {
    if (performing || !state.current || !isHere(state)) return;
    if (state.current !== synced) receive(state.current);
    else if (state.diff === before.diff) return;
    if (dirty) view.dispatch({ effects: setDiff.of(state.diff) });
    else read();
  });

  read();
  return {
    updated: (update) => {
      if (!update.docChanged || update.transactions.every((each) => each.annotation(fromDraft) === true)) return;
      dirty = true;
      clearTimeout(timer);
      timer = setTimeout(flush, PAUSE);
    },
    flush,
    revert: () => {
      if (!synced) return;
      const [from, to] = [view.state.doc.toJSON(), draftLines(synced)];
      const edits = patchLines(from, { before: from, after: to });
      view.dispatch({
        changes: edits.map((edit) => changeOf(view.state.doc, edit)),
        annotations: fromDraft.of(true),
      });
      dirty = false;
      read();
    },
    stop: () => {
      flush();
      unsubscribe();
    },
  };
}

function leftOut(unfinished: number): string | null {
  if (unfinished === 0) return null;
  return unfinished === 1 ? '1 rule waits until it is right' : `${unfinished} rules wait until they are right`;
}

/** What undo will say: one pause is one entry. */
function labelOf(steps: readonly Step[]): string {
  const chains = [...new Set(steps.map(({ chain }) => chain))];
  return chains.length === 1 ? `Edit ${chains[0]} as text` : `Edit ${chains.length} chains as text`;
}

function markOf(doc: Text, { line, column, length, severity, message }: Diagnostic): Mark {
  const { from, to } = doc.line(Math.min(line, doc.lines));
  const start = Math.min(from + column - 1, to);
  return { from: start, to: Math.min(start + length, to), severity, message };
}

/** One edit of lines as a change of characters: of a line that stays, only the part that differs. */
function changeOf(doc: Text, { from, to, lines }: LineEdit): ChangeSpec {
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
