import type { RuleRef } from '@sluice/draft';
import { printName } from '@sluice/iptables';
import type { TableName } from '@sluice/netfilter';
import {
  RangeSetBuilder,
  StateField,
  type EditorState,
  type Extension,
  type Range,
  type RangeSet,
} from '@codemirror/state';
import {
  Decoration,
  EditorView,
  gutter,
  gutterLineClass,
  GutterMarker,
  gutterWidgetClass,
  WidgetType,
  type DecorationSet,
} from '@codemirror/view';
import type { RowChange } from '../projection/model.ts';
import { useSelection } from '../state/selection.ts';
import { changeOfLine, changes, lineMarks, setDiff, setLines } from './line-marks.ts';

const GLYPHS = { same: '', added: '+', removed: '−', changed: '~', moved: '↕', disabled: '○' } as const;

/** What a glyph says to those who do not see it. */
const WORDS: Readonly<Record<RowChange, string>> = {
  same: '',
  added: 'added',
  removed: 'removed',
  changed: 'changed',
  moved: 'moved',
  disabled: 'disabled',
};

/** What the draft does to a rule that is not among the lines any more. */
type Gone = 'removed' | 'disabled';

class ChangeMark extends GutterMarker {
  readonly #change: RowChange;

  constructor(change: RowChange) {
    super();
    this.#change = change;
    this.elementClass = `text-mark text-mark-${change}`;
  }

  override eq(other: GutterMarker): boolean {
    return other instanceof ChangeMark && other.#change === this.#change;
  }

  override toDOM(): Node {
    const glyph = document.createElement('span');
    glyph.textContent = GLYPHS[this.#change];
    glyph.title = WORDS[this.#change];
    return glyph;
  }
}

const MARKS = { added: new ChangeMark('added'), changed: new ChangeMark('changed'), moved: new ChangeMark('moved') };

/** A rule that the draft takes out, or that is disabled: it keeps its place, has no number, and cannot be edited. */
class GoneRule extends WidgetType {
  readonly change: Gone;
  readonly #text: string;
  readonly #ref: RuleRef;

  constructor(change: Gone, text: string, ref: RuleRef) {
    super();
    this.change = change;
    this.#text = text;
    this.#ref = ref;
  }

  override eq(other: WidgetType): boolean {
    return (
      other instanceof GoneRule &&
      other.#text === this.#text &&
      other.change === this.change &&
      other.#ref.id === this.#ref.id
    );
  }

  override get estimatedHeight(): number {
    return 22;
  }

  override toDOM(): HTMLElement {
    const line = document.createElement('div');
    line.className = `text-gone text-${this.change}`;
    const words = document.createElement('del');
    words.textContent = this.#text;
    line.append(words);
    // A disabled rule can be enabled again: it is selected as any other one.
    if (this.change === 'disabled') {
      line.addEventListener('mousedown', (event) => {
        event.preventDefault();
        useSelection.getState().select({ kind: 'rule', ...this.#ref });
      });
    }
    return line;
  }
}

/** Lets a line's tint run through the numbers and rates beside it. */
class Tint extends GutterMarker {
  constructor(change: RowChange) {
    super();
    this.elementClass = `text-tint-${change}`;
  }
}

const TINTS = { added: new Tint('added'), changed: new Tint('changed'), moved: new Tint('moved') };

const lines = {
  added: Decoration.line({ class: 'text-line-added' }),
  changed: Decoration.line({ class: 'text-line-changed' }),
  moved: Decoration.line({ class: 'text-line-moved' }),
};

interface Marked {
  readonly marks: RangeSet<GutterMarker>;
  readonly tints: DecorationSet;
  readonly beside: RangeSet<GutterMarker>;
  readonly removed: DecorationSet;
}

/** Made again only when the draft or the meaning of lines changed; typing moves what is there. */
const marked = StateField.define<Marked>({
  create: (state) => markLines(state),
  update: (value, transaction) => {
    if (transaction.effects.some((effect) => effect.is(setDiff) || effect.is(setLines)))
      return markLines(transaction.state);
    if (!transaction.docChanged) return value;
    const { changes: edit } = transaction;
    return {
      marks: value.marks.map(edit),
      tints: value.tints.map(edit),
      beside: value.beside.map(edit),
      removed: value.removed.map(edit),
    };
  },
  provide: (field) => [
    EditorView.decorations.from(field, ({ tints }) => tints),
    EditorView.decorations.from(field, ({ removed }) => removed),
    gutterLineClass.from(field, ({ beside }) => beside),
  ],
});

function markLines(state: EditorState): Marked {
  const known = state.field(changes);
  const marks = new RangeSetBuilder<GutterMarker>();
  const tints = new RangeSetBuilder<Decoration>();
  const beside = new RangeSetBuilder<GutterMarker>();
  const ends = new Map<string, number>();
  const starts = new Map<string, number>();
  for (const cursor = state.field(lineMarks).iter(); cursor.value; cursor.next()) {
    const { line } = cursor.value;
    if (line.id !== null) starts.set(line.id, cursor.from);
    ends.set(`${line.table}/${line.chain}`, state.doc.lineAt(cursor.from).to);
    ends.set(`${line.table}/`, Math.max(ends.get(`${line.table}/`) ?? 0, state.doc.lineAt(cursor.from).to));
    if (line.kind === 'table') tints.add(cursor.from, cursor.from, tableLine(line.table));
    const change = changeOfLine(known, line);
    if (change === 'same') continue;
    marks.add(cursor.from, cursor.from, MARKS[change]);
    tints.add(cursor.from, cursor.from, lines[change]);
    beside.add(cursor.from, cursor.from, TINTS[change]);
  }
  return {
    marks: marks.finish(),
    tints: tints.finish(),
    beside: beside.finish(),
    removed: goneRules(state, starts, ends),
  };
}

function tableLine(table: TableName): Decoration {
  return Decoration.line({ class: `text-table ui-table-${table}` });
}

/** Each rule that is gone stands over the next rule of its chain that is there, else behind the chain's last line. */
function goneRules(
  state: EditorState,
  starts: ReadonlyMap<string, number>,
  ends: ReadonlyMap<string, number>,
): DecorationSet {
  const widgets: Range<Decoration>[] = [];
  for (const { table, chain, rows } of state.field(changes).diff?.chains ?? []) {
    let above: number | undefined;
    for (const row of rows.toReversed()) {
      const { change } = row;
      const rule = row.before?.rule;
      if ((change !== 'removed' && change !== 'disabled') || !rule) {
        above = starts.get(row.after?.rule.id ?? '') ?? above;
        continue;
      }
      const widget = new GoneRule(change, `-A ${printName(chain)} ${rule.text}`, { table, chain, id: rule.id });
      const at = above ?? ends.get(`${table}/${chain}`) ?? ends.get(`${table}/`);
      if (at === undefined) continue;
      widgets.push(Decoration.widget({ widget, block: true, side: above === undefined ? 1 : -1 }).range(at));
    }
  }
  return Decoration.set(widgets.toReversed(), true);
}

const GONE = { removed: new ChangeMark('removed'), disabled: new ChangeMark('disabled') };
const GONE_TINTS = { removed: new Tint('removed'), disabled: new Tint('disabled') };

/** What the draft changes: a glyph beside the line, a tint over it, and rules that are gone where they stood. */
export function draftMarks(): Extension {
  return [
    changes,
    marked,
    gutterWidgetClass.of((_view, widget) => (widget instanceof GoneRule ? GONE_TINTS[widget.change] : null)),
    gutter({
      class: 'text-draft-gutter',
      markers: (view) => view.state.field(marked).marks,
      widgetMarker: (_view, widget) => (widget instanceof GoneRule ? GONE[widget.change] : null),
      lineMarkerChange: (update) => update.startState.field(marked) !== update.state.field(marked),
    }),
  ];
}
