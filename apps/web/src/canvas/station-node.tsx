import { memo, useCallback, useRef } from 'react';
import type { NodeProps } from '@xyflow/react';
import type { Hook } from '@sluice/netfilter';
import { DROP_GAP } from '../projection/metrics.ts';
import type { StationItem } from '../projection/model.ts';
import { itemHeight, itemTops } from '../projection/station.ts';
import { useSelection } from '../state/selection.ts';
import { useView } from '../state/view.ts';
import { PolicyPill } from './card-head.tsx';
import type { StationNode as Node } from './flow-nodes.ts';
import { cardElementId } from './map-focus.ts';
import { currentFlow, flowWords, useEachSample, writeText } from '../live/current-flow.ts';
import { useGapAbove, useRefusalOf } from './use-drop.ts';
import { useDrag } from '../state/drag.ts';
import { useWay, useWayMark, wayClass } from '../state/way.ts';
import { openChainMenu } from '../commands/command-menu.tsx';
import { WayNumber } from './way-number.tsx';
import './station.css';

/** A hook: its name, what comes through, and everything in it that has no card of its own. */
export const StationNode = memo(function StationNode({ data }: NodeProps<Node>) {
  const { station } = data;
  const cards = station.items.flatMap((item) => (item.kind === 'card' ? [item.card.id] : []));
  const grown = useGapAbove(cards);
  const tops = itemTops(station.items);
  const off = useWay(({ way }) => way !== null && !way.hooks.has(station.hook));
  return (
    <section
      className={off ? 'station station-off-way' : 'station'}
      aria-label={`Hook ${station.hook}`}
      // The tables stand beside the station in the page, and belong into it in packet order.
      aria-owns={station.items.flatMap(elementOf).join(' ')}
      style={{ height: station.height + (grown ? DROP_GAP : 0) }}
    >
      <header className="station-head">
        {station.hook}
        <HookRate hook={station.hook} />
      </header>
      {station.items.map((item, index) => {
        const over = station.items.slice(0, index).flatMap((other) => (other.kind === 'card' ? [other.card.id] : []));
        return <Item key={itemKey(item)} item={item} hook={station.hook} top={tops[index] ?? 0} over={over} />;
      })}
    </section>
  );
});

/** The element of a table in this station. */
function elementOf(item: StationItem): readonly string[] {
  if (item.kind === 'card') return [cardElementId(item.card.id)];
  return item.kind === 'pill' ? [cardElementId(item.id)] : [];
}

function itemKey(item: StationItem): string {
  switch (item.kind) {
    case 'card':
      return item.card.id;
    case 'pill':
      return item.id;
    case 'alien':
      return `alien ${item.id}`;
    case 'conntrack':
      return 'conntrack';
    case 'skeleton':
      return `skeleton ${item.table}`;
  }
}

function HookRate(props: { readonly hook: Hook }) {
  const { hook } = props;
  const element = useRef<HTMLSpanElement>(null);
  const write = useCallback(() => writeText(element, flowWords(currentFlow().hook(hook), false)), [hook]);
  useEachSample(write);
  return <span ref={element} className="station-rate" />;
}

function Item(props: {
  readonly item: StationItem;
  readonly hook: Hook;
  readonly top: number;
  readonly over: Parameters<typeof useGapAbove>[0];
}) {
  const { item, hook, top, over } = props;
  const pushed = useGapAbove(over);
  const style = { top, height: itemHeight(item), ...(pushed ? { translate: `0 ${DROP_GAP}px` } : {}) };
  switch (item.kind) {
    case 'card':
      return null;
    case 'conntrack':
      return (
        <div className="station-marker" style={style}>
          <TrackingNumber hook={hook} />
          connection tracking
        </div>
      );
    case 'alien':
      return (
        <div className="pill pill-alien" style={style} title={item.reason}>
          nft rules that iptables cannot print
        </div>
      );
    case 'skeleton':
      return <Skeleton rows={item.rows} style={style} />;
    case 'pill':
      return <Pill item={item} hook={hook} style={style} />;
  }
}

function TrackingNumber(props: { readonly hook: Hook }) {
  return <WayNumber mark={useWayMark(`conntrack ${props.hook}`)} />;
}

/** An empty built-in chain. */
function Pill(props: {
  readonly item: Extract<StationItem, { readonly kind: 'pill' }>;
  readonly hook: Hook;
  readonly style: { readonly top: number; readonly height: number };
}) {
  const { item, hook, style } = props;
  const { table, policy, policyBefore } = item;
  const ref = { table, chain: hook };
  const dragging = useDrag(({ source }) => source !== null);
  const refusal = useRefusalOf(ref);
  const on = useDrag(({ spot }) => spot?.table === table && spot.chain === hook);
  const dimmed = useView(({ hiddenTables }) => hiddenTables.has(table));
  const selected = useSelection(({ selected: it }) => it?.kind === 'chain' && it.table === table && it.chain === hook);
  const mark = useWayMark(item.id);
  const state = dragging ? (refusal ? ' pill-closed' : on ? ' pill-on' : ' pill-open') : '';
  return (
    <div
      id={cardElementId(item.id)}
      className={`pill${state}${dimmed ? ' pill-dimmed' : ''}${selected ? ' pill-selected' : ''}${mark ? ` ${wayClass(mark)}` : ''}`}
      data-chain={item.id}
      data-table={table}
      style={style}
      onContextMenu={(event) => {
        event.preventDefault();
        if (policy !== null) openChainMenu(ref, { x: event.clientX, y: event.clientY });
      }}
    >
      <WayNumber mark={mark} />
      <button
        type="button"
        className="pill-name"
        disabled={policy === null}
        aria-pressed={selected}
        onClick={() => useSelection.getState().select({ kind: 'chain', ...ref })}
      >
        <b>{table}</b> <i>empty</i>
        <span className="unseen">in {hook}</span>
      </button>
      <span className="pill-side">
        {dragging ? (
          (refusal?.short ?? (on ? 'insert here' : ''))
        ) : policy === null ? null : (
          <PolicyPill chain={ref} policy={policy} before={policyBefore} plain={policy === 'ACCEPT'} />
        )}
      </span>
    </div>
  );
}

function Skeleton(props: { readonly rows: number; readonly style: { readonly top: number; readonly height: number } }) {
  return (
    <div className="skeleton" style={props.style} aria-hidden="true">
      <i className="skeleton-head" />
      {Array.from({ length: props.rows }, (_, row) => (
        <span key={row} className="skeleton-row">
          <i style={{ width: `${34 + ((row * 37) % 40)}%` }} />
          <i />
        </span>
      ))}
    </div>
  );
}
