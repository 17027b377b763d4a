import { syntaxTree } from '@codemirror/language';
import { RangeSetBuilder } from '@codemirror/state';
import { Decoration, ViewPlugin, type DecorationSet, type EditorView, type ViewUpdate } from '@codemirror/view';
import { findTarget, targetClass } from '@sluice/netfilter';

/** Colours what `-j` names, and policies, by what becomes of the packet; a grammar does not know which names are targets. */
export const targetColours = ViewPlugin.fromClass(
  class {
    decorations: DecorationSet;

    constructor(view: EditorView) {
      this.decorations = colourTargets(view);
    }

    update(update: ViewUpdate): void {
      const grown = syntaxTree(update.startState) !== syntaxTree(update.state);
      if (update.docChanged || update.viewportChanged || grown) this.decorations = colourTargets(update.view);
    }
  },
  { decorations: (plugin) => plugin.decorations },
);

function colourTargets(view: EditorView): DecorationSet {
  const found = new RangeSetBuilder<Decoration>();
  for (const { from, to } of view.visibleRanges) {
    syntaxTree(view.state).iterate({
      from,
      to,
      enter: ({ name, from: start, to: end }) => {
        if (name === 'Target' || name === 'Policy') found.add(start, end, colourOf(view.state.sliceDoc(start, end)));
      },
    });
  }
  return found.finish();
}

function colourOf(name: string): Decoration {
  const kind = targetClass({ how: 'jump', name }, (word) => findTarget(word) === undefined);
  return Decoration.mark({ class: name === '-' ? 'ui-word-option' : `ui-word-target-${kind}` });
}
