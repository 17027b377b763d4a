import { useReactFlow, ViewportPortal } from '@xyflow/react';
import { useEdgePull } from '../drag/use-edge-pull.ts';
import type { Layout } from '../projection/layout.ts';
import { DROP_GAP, HEAD, ROW } from '../projection/metrics.ts';
import { cardId } from '../projection/model.ts';
import { previewRoute } from '../projection/routes.ts';
import { useDrag } from '../state/drag.ts';
import type { DragSource } from '../state/drop-verdict.ts';
import { shownCard } from './map-focus.ts';
import { lineOf } from './spot-finder.ts';
import './drag.css';

/** What the map shows while something is dragged: the future call; near an edge of the canvas it moves. */
export function DragLayer(props: { readonly layout: Layout; readonly canvas: HTMLElement | null }) {
  const source = useDrag((state) => state.source);
  const flow = useReactFlow();
  useEdgePull(props.canvas, (dx, dy) => {
    const view = flow.getViewport();
    void flow.setViewport({ ...view, x: view.x - dx, y: view.y - dy });
  });
  return source && source.kind !== 'rules' && <PreviewCall source={source} layout={props.layout} />;
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
