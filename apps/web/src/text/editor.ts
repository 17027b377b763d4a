import { acceptCompletion, autocompletion, closeBrackets, completionKeymap } from '@codemirror/autocomplete';
import { defaultKeymap } from '@codemirror/commands';
import { codeFolding, foldGutter, foldKeymap } from '@codemirror/language';
import { highlightSelectionMatches, search, searchKeymap } from '@codemirror/search';
import { EditorState, type Extension } from '@codemirror/state';
import {
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  keymap,
  lineNumbers,
  type ViewUpdate,
} from '@codemirror/view';
import { useWorkspace } from '../state/workspace.ts';
import { complete } from './completion.ts';
import { draftMarks } from './draft-marks.ts';
import { errorReasons, goToNextError } from './error-lines.ts';
import { findMarks } from './find-marks.ts';
import { lineMarks } from './line-marks.ts';
import { rateGutter } from './rate-gutter.ts';
import { saveLanguage } from './save-language.ts';

/** What the editor asks its surroundings to do. */
export interface EditorHooks {
  readonly updated: (update: ViewUpdate) => void;
  readonly undo: () => void;
  readonly redo: () => void;
}

/** The find panel in our own writing. */
const WORDS = {
  next: 'Next',
  previous: 'Previous',
  all: 'All',
  'match case': 'Match case',
  regexp: 'Pattern',
  'by word': 'Whole words',
  replace: 'Replace',
  'replace all': 'Replace all',
  close: 'Close',
};

/** An editor of iptables-save text within this element. */
export function createEditor(parent: HTMLElement, text: string, hooks: EditorHooks): EditorView {
  return new EditorView({ parent, state: EditorState.create({ doc: text, extensions: extensionsFor(hooks) }) });
}

function extensionsFor({ updated, undo, redo }: EditorHooks): readonly Extension[] {
  return [
    // The page's policy lets only styles with this response's nonce in; the build leaves it in a meta tag.
    EditorView.cspNonce.of(document.querySelector<HTMLMetaElement>('meta[property="csp-nonce"]')?.nonce ?? ''),
    EditorView.contentAttributes.of({ tabindex: '0', 'aria-label': 'Rules as iptables-save text' }),
    // What ran before can be read and copied, not edited.
    EditorState.readOnly.of(useWorkspace.getState().past !== null),
    lineMarks,
    draftMarks(),
    findMarks(),
    lineNumbers(),
    foldGutter({ markerDOM: foldMarker }),
    codeFolding({ preparePlaceholder: foldedWords, placeholderDOM: foldedChip }),
    saveLanguage(),
    errorReasons(),
    rateGutter(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    highlightSelectionMatches({ wholeWords: true }),
    closeBrackets(),
    search({ top: true }),
    EditorState.phrases.of(WORDS),
    autocompletion({ override: [complete], icons: false, aboveCursor: false, defaultKeymap: false }),
    keymap.of([
      { key: 'Tab', run: acceptCompletion },
      { key: 'F8', run: goToNextError },
      { key: 'Mod-z', run: () => done(undo), preventDefault: true },
      { key: 'Mod-y', run: () => done(redo), preventDefault: true },
      { key: 'Mod-Shift-z', run: () => done(redo), preventDefault: true },
      // Enter always begins a line: a finished word must not need another key first.
      ...completionKeymap.filter(({ key }) => key !== 'Enter'),
      ...searchKeymap,
      ...foldKeymap,
      ...defaultKeymap,
      // Out of the text, so that the page's own keys work: 1 goes to the map.
      { key: 'Escape', run: leave },
    ]),
    EditorView.updateListener.of(updated),
  ];
}

function leave(view: EditorView): true {
  view.contentDOM.blur();
  return true;
}

function done(action: () => void): true {
  action();
  return true;
}

function foldMarker(open: boolean): HTMLElement {
  const marker = document.createElement('span');
  marker.className = `text-fold${open ? ' text-fold-open' : ''}`;
  marker.title = open ? 'Fold' : 'Unfold';
  return marker;
}

/** `9 lines · 1 rule` */
function foldedWords(state: EditorState, { from, to }: { readonly from: number; readonly to: number }): string {
  const count = state.doc.lineAt(to).number - state.doc.lineAt(from).number;
  let rules = 0;
  state.field(lineMarks).between(from, to, (_at, _to, { line }) => {
    if (line.kind === 'rule') rules += 1;
  });
  return `${counted(count, 'line')} · ${counted(rules, 'rule')}`;
}

function counted(number: number, what: string): string {
  return `${number.toLocaleString('en')} ${what}${number === 1 ? '' : 's'}`;
}

function foldedChip(_view: EditorView, unfold: (event: Event) => void, words: string): HTMLElement {
  const chip = document.createElement('button');
  chip.className = 'text-folded';
  chip.textContent = words;
  chip.setAttribute('aria-label', `Unfold ${words}`);
  chip.addEventListener('click', unfold);
  return chip;
}
