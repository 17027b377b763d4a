import { memo } from 'react';
import type { EdgeProps } from '@xyflow/react';
import type { Point } from '../projection/geometry.ts';
import { countWords, TAG_HEIGHT, tagWidth } from '../projection/count-tags.ts';
import { DROP_GAP } from '../projection/metrics.ts';
import { leadsTo, type CallEdge as Call, type CardId } from '../projection/model.ts';
import { withStartMoved } from '../projection/routes.ts';
import { useDrag } from '../state/drag.ts';
import { useView } from '../state/view.ts';
import { useWay } from '../state/way.ts';
import type { CallFlowEdge } from './flow-nodes.ts';
import { useMapState } from './map-state.ts';
import { useRowBelowGap } from './use-row-below-gap.ts';
import { useGapAbove } from './use-drop.ts';

/** A call: from the rule's port to the chain. */
export const CallEdge = memo(function CallEdge({ data }: EdgeProps<CallFlowEdge>) {
  if (!data) return null;
  return <Line call={data.call} route={data.route} above={data.above} tagAt={data.tagAt} />;
});

function Line(props: {
  readonly call: Call;
  readonly route: NonNullable<CallFlowEdge['data']>['route'];
  readonly above: readonly CardId[];
  readonly tagAt: Point;
}) {
  const { call, above } = props;
  const pushed = useGapAbove(above);
  const inside = useRowBelowGap(call);
  const route = pushed || inside ? withStartMoved(props.route, DROP_GAP) : props.route;
  const lit = useMapState(
    ({ hoveredCall, hoveredChain }) => hoveredCall?.id === call.id || leadsTo(call, hoveredChain),
  );
  const dimmed = useView(({ hiddenTables }) => hiddenTables.has(call.from.slice(0, call.from.indexOf('/')) as never));
  const drag = useDrag(({ source, refusal }) => dragState(call, source?.table, refusal?.path));
  const onWay = useWay(({ way }) =>
    way === null ? false : `call-${way.calls.has(`${call.from}>${call.to}`) ? 'on' : 'off'}-way`,
  );
  const classes = ['call', onWay, `call-${call.how}`, lit && 'call-lit', dimmed && 'call-dimmed', drag];
  return (
    <g
      className={classes.filter(Boolean).join(' ')}
      onPointerEnter={() => useMapState.setState({ hoveredCall: call })}
      onPointerLeave={() => useMapState.setState({ hoveredCall: null })}
    >
      <path className="call-line" d={route.path} />
      {call.how === 'goto' && <path className="call-core" d={route.path} />}
      <path className="call-hit" d={route.path} />
      {route.into === 'top' && <path className="call-head" d={`M${route.end.x - 4} ${route.end.y - 6}l4 5l4 -5`} />}
      {call.count > 1 && <CountTag call={call} at={props.tagAt} />}
    </g>
  );
}

/** How many calls a line stands for. */
function CountTag(props: { readonly call: Call; readonly at: Point }) {
  const { call, at } = props;
  const words = countWords(call);
  const width = tagWidth(words);
  return (
    <g className="call-count" transform={`translate(${at.x} ${at.y})`}>
      <g>
        <rect x={-width / 2} y={-TAG_HEIGHT / 2} width={width} height={TAG_HEIGHT} rx={TAG_HEIGHT / 2} />
        <text dy={3.5}>{words}</text>
      </g>
    </g>
  );
}

/** While something is dragged, calls of other tables fade, and those of a loop that would close stand out. */
function dragState(call: Call, table: string | undefined, loop: readonly string[] | undefined): string {
  if (table === undefined) return '';
  if (!call.from.startsWith(`${table}/`)) return 'call-dimmed';
  const names = [call.from, call.to].map((id) => id.slice(table.length + 1));
  const at = loop?.findIndex((name, index) => name === names[0] && loop[index + 1] === names[1]) ?? -1;
  return at >= 0 ? 'call-loop' : '';
}
