import { ViewportPortal } from '@xyflow/react';
import { memo, useCallback, useMemo, useRef } from 'react';
import type { Layout } from '../projection/layout.ts';
import { pipePaths, PIPES, type PipeName } from '../projection/pipes.ts';
import { pipeFlows } from '../state/flow.ts';
import { useWay } from '../state/way.ts';
import { currentFlow, useEachSample } from '../live/current-flow.ts';

const THINNEST = 3;
const WIDENING = 13;
/** Seconds in which dashes move by 20 px at ten thousand packets a second. */
const PACE = 1.6;

/** The packet's path: as wide as what flows there, with dashes that move as fast. */
export const PipeLayer = memo(function PipeLayer(props: { readonly layout: Layout }) {
  const { layout } = props;
  const paths = useMemo(() => pipePaths(layout), [layout]);
  const group = useRef<SVGGElement | null>(null);
  const write = useCallback(() => writeFlows(group.current), []);
  const mount = useCallback(
    (element: SVGGElement | null) => {
      group.current = element;
      write();
    },
    [write],
  );
  useEachSample(write);
  const { routing } = layout.places;
  const way = useWay((state) => state.way);
  const look = (name: PipeName): string | undefined =>
    way ? `pipe-${way.pipes.has(name) ? 'on' : 'off'}-way` : undefined;
  return (
    <ViewportPortal>
      <svg className="pipes" width="1" height="1" aria-hidden="true">
        <g ref={mount}>
          {PIPES.map((name) => (
            <g key={name} data-pipe={name} className={look(name)}>
              <path className="pipe" d={paths[name]} />
              <path className="pipe-dashes" d={paths[name]} />
            </g>
          ))}
        </g>
      </svg>
      <span
        className="pipe-name"
        style={{ translate: `${routing.x + routing.width / 2 + 12}px ${layout.lowerTop - 24}px` }}
        aria-hidden="true"
      >
        to this host
      </span>
    </ViewportPortal>
  );
});

function writeFlows(group: SVGGElement | null): void {
  if (!group) return;
  const flows = pipeFlows(currentFlow());
  const most = Math.max(...PIPES.map((name) => flows[name]?.packets ?? 0));
  for (const element of group.children) {
    const rate = flows[(element as SVGGElement).dataset['pipe'] as PipeName]?.packets ?? 0;
    const width = THINNEST + (most > 0 ? WIDENING * Math.sqrt(rate / most) : 0);
    (element as SVGGElement).style.setProperty('--width', width.toFixed(1));
    setPace(element.lastElementChild, rate);
  }
}

/** Between 0.8 and 4 s for 20 px, stopped at 0. Changing the running animation's rate makes no jump. */
function setPace(dashes: Element | null, rate: number): void {
  const seconds = Math.min(4, Math.max(0.8, PACE * (10_000 / Math.max(rate, 1)) ** 0.25));
  for (const animation of dashes?.getAnimations() ?? []) animation.updatePlaybackRate(rate > 0 ? PACE / seconds : 0);
}
