import type { EditorView, ViewUpdate } from '@codemirror/view';
import { EditorView as View } from '@codemirror/view';
import { useSelection, type Selected } from '../state/selection.ts';
import { findLine, lineAt } from './line-marks.ts';
import type { TextLine } from './read-text.ts';

/** The cursor's line is the selection: tells the rest of the page when a person moved the cursor. */
export function selectCursorLine(update: ViewUpdate): void {
  if (!update.selectionSet || !update.view.hasFocus) return;
  const line = lineAt(update.state, update.state.selection.main.head);
  const about = line && aboutLine(line);
  const { selected, select } = useSelection.getState();
  if (about && !(selected && isAbout(line, selected))) select(about);
}

/** The cursor goes to what was selected elsewhere; answers with the function that ends it. */
export function followSelection(view: EditorView): () => void {
  const show = (): void => {
    const { selected } = useSelection.getState();
    if (!selected) return;
    const here = lineAt(view.state, view.state.selection.main.head);
    if (here && isAbout(here, selected)) return;
    const at = findLine(view.state, (line) => isAbout(line, selected));
    if (at !== null) view.dispatch({ selection: { anchor: at }, effects: View.scrollIntoView(at, { y: 'center' }) });
  };
  show();
  return useSelection.subscribe((state, before) => {
    if (state.selected !== before.selected || state.reveals !== before.reveals) show();
  });
}

function aboutLine({ kind, table, chain, id }: TextLine): Selected | null {
  if (kind === 'rule' && id !== null) return { kind, table, chain, id };
  return kind === 'chain' ? { kind, table, chain } : null;
}

function isAbout(line: TextLine, selected: Selected): boolean {
  if (selected.kind === 'rule') return line.id === selected.id;
  return line.kind === 'chain' && line.table === selected.table && line.chain === selected.chain;
}
