import { placedRules } from '@sluice/draft';
import { useReactFlow, ViewportPortal } from '@xyflow/react';
import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { GripVertical } from 'lucide-react';
import { findChain, type Ruleset, type Rule } from '@sluice/netfilter';
import type { Layout } from '../projection/layout.ts';
import { DROP_GAP, HEAD, ROW } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { previewRoute } from '../projection/routes.ts';
import { refreshDrag, useDrag } from '../state/drag.ts';
import { sourceWords, type DragSource } from '../state/drop-verdict.ts';
import { useWorkspace } from '../state/workspace.ts';
import { RuleLine } from '../ui/rule-line.tsx';
import { shownCard } from './map-focus.ts';
import { lineOf } from './spot-finder.ts';
import './drag.css';

/** What floats while something is dragged: the ghost at the pointer, the future call, and the words for a reader. */
export function DragLayer(props: { readonly layout: Layout; readonly canvas: HTMLElement | null }) {
  const source = useDrag((state) => state.source);
  const byPointer = useDrag((state) => state.by === 'pointer');
  return (
    <>
      {source && source.kind !== 'rules' && <PreviewCall source={source} layout={props.layout} />}
      {source && byPointer && <Ghost source={source} />}
      {source && byPointer && <EdgePan canvas={props.canvas} />}
      <Announcer />
    </>
  );
}

/** Where the new call will run: from the gap to the chain that is dragged. */
function PreviewCall(props: { readonly source: DragSource; readonly layout: Layout }) {
  const { source, layout } = props;
  const spot = useDrag((state) => state.spot);
  const refusal = useDrag((state) => state.refusal);
  if (!spot || refusal) return null;
  const [from, to] = source.kind === 'port' ? [cardId(source), cardId(spot)] : [cardId(spot), cardId(source)];
  const target = layout.cards.get(to);
  const card = shownCard(from);
  const box = layout.cards.get(from);
  if (!target || !card || !box) return null;
  const row = source.kind === 'port' ? card.rows.findIndex(({ id }) => id === source.id) : -1;
  const y = row >= 0 ? row * ROW + ROW / 2 : lineOf(card, spot.index) * ROW + DROP_GAP / 2;
  const route = previewRoute({ x: box.x + box.width + 4, y: box.y + HEAD + y }, target);
  return (
    <ViewportPortal>
      <svg className="preview" width="1" height="1" aria-hidden="true">
        <path d={route.path} />
      </svg>
    </ViewportPortal>
  );
}

const GHOST_ROWS = 3;

function Ghost(props: { readonly source: DragSource }) {
  const { source } = props;
  const { x, y } = useDrag((state) => state.pointer);
  const refusal = useDrag((state) => state.refusal);
  const copy = useDrag((state) => state.copy);
  const current = useWorkspace((state) => state.current);
  const rules = ghostRules(current, source);
  const isChain = (name: string) =>
    current !== null && findChain(current, { table: source.table, chain: name }) !== undefined;
  return createPortal(
    <div className="ghost" style={{ translate: `${x + 8}px ${y + 8}px` }} data-table={source.table} aria-hidden="true">
      <div className="ghost-card">
        <header className="ghost-head">
          <GripVertical />
          <b>{source.kind === 'chain' ? source.chain : ghostTitle(source, copy)}</b>
          {source.kind === 'chain' && <span>{rulesWords(current, source)}</span>}
        </header>
        {rules.map((rule) => (
          <div key={rule.id} className="ghost-row">
            <RuleLine rule={rule} isChain={isChain} />
          </div>
        ))}
      </div>
      {refusal && <p className="ghost-refusal">{refusal.why}</p>}
    </div>,
    document.body,
  );
}

function ghostTitle(source: DragSource, copy: boolean): string {
  return source.kind === 'port' ? 'Call another chain' : `${copy ? 'Copy' : 'Move'} ${sourceWords(source)}`;
}

function ghostRules(current: Ruleset | null, source: DragSource): readonly Rule[] {
  const rules = (current && findChain(current, source)?.rules) ?? [];
  if (source.kind === 'port') return rules.filter(({ id }) => id === source.id);
  if (source.kind === 'chain' || !current) return rules.slice(0, GHOST_ROWS);
  return placedRules(current, source.rules.slice(0, GHOST_ROWS)).map(({ rule }) => rule);
}

function rulesWords(current: Ruleset | null, source: DragSource): string {
  const count = (current && findChain(current, source)?.rules.length) ?? 0;
  return `${count} ${count === 1 ? 'rule' : 'rules'}`;
}

const MARGIN = 56;
const FASTEST = 14;
/** So long the pointer stays near an edge before the map moves: one that only comes in over it moves nothing. */
const DWELL = 300;

/** Near an edge of the canvas the map moves, so that what is out of sight can be reached. */
function EdgePan(props: { readonly canvas: HTMLElement | null }) {
  const { canvas } = props;
  const flow = useReactFlow();
  useEffect(() => {
    if (!canvas) return;
    let frame = 0;
    let since = 0;
    const step = (now: number): void => {
      frame = requestAnimationFrame(step);
      const { pointer } = useDrag.getState();
      const box = canvas.getBoundingClientRect();
      const inside = pointer.x >= box.left && pointer.x <= box.right && pointer.y >= box.top && pointer.y <= box.bottom;
      const dx = inside ? pull(pointer.x, box.left, box.right) : 0;
      const dy = inside ? pull(pointer.y, box.top, box.bottom) : 0;
      since = dx === 0 && dy === 0 ? 0 : since || now;
      if (since === 0 || now - since < DWELL) return;
      const view = flow.getViewport();
      void flow.setViewport({ ...view, x: view.x + dx, y: view.y + dy });
      refreshDrag();
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [canvas, flow]);
  return null;
}

function pull(at: number, from: number, to: number): number {
  if (at - from < MARGIN) return (1 - (at - from) / MARGIN) * FASTEST;
  return to - at < MARGIN ? -(1 - (to - at) / MARGIN) * FASTEST : 0;
}

/** Says for a screen reader where a drop would go. */
function Announcer() {
  const said = useDrag((state) => state.said);
  return (
    <output className="unseen" aria-live="assertive">
      {said}
    </output>
  );
}
