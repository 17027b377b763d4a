import { useEffect, useRef } from 'react';
import UPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { rateWords } from '../live/rates.ts';
import { clock } from '../shell/words.ts';
import { plotPoints, type Measure, type PastSeries } from './past-series.ts';

const HOUR_S = 3600;
/** The shortest time that fills the plot. */
const LEAST_S = 300;

/**
 * The last hour as a line of steps. A picture only: the figure around it says the same in words and as a table. What the pointer is
 * at goes to `onPoint`, and null when it leaves. It has the colours of the theme in which it was first drawn.
 */
export function RatePlot(props: {
  readonly series: PastSeries;
  readonly measure: Measure;
  readonly height: number;
  readonly onPoint: (words: string | null) => void;
}) {
  const { series, measure, height, onPoint } = props;
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<UPlot | null>(null);
  const shown = useRef(series);
  const tell = useRef(onPoint);
  useEffect(() => {
    shown.current = series;
    tell.current = onPoint;
    plot.current?.setData(dataOf(series, measure));
  }, [series, measure, onPoint]);
  useEffect(() => {
    const place = element.current;
    if (!place) return;
    const options = optionsFor({
      measure,
      look: lookOf(place),
      size: { width: Math.max(1, place.clientWidth), height },
      marks: () => shown.current.marks,
      reach: () => reachOf(shown.current),
      onPoint: (words) => tell.current(words),
    });
    const made = new UPlot(options, dataOf(shown.current, measure), place);
    plot.current = made;
    const watch = new ResizeObserver(() => made.setSize({ width: Math.max(1, place.clientWidth), height }));
    watch.observe(place);
    return () => {
      watch.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [measure, height]);
  return <div ref={element} className="rate-plot" style={{ height }} aria-hidden="true" />;
}

function dataOf(series: PastSeries, measure: Measure): UPlot.AlignedData {
  const [times, rates] = plotPoints(series, measure);
  return [[...times], [...rates]];
}

/** From when to when is shown, in seconds: the last hour, or what there is of it where counting began later. */
function reachOf({ stretches }: PastSeries): [number, number] {
  const end = (stretches.at(-1)?.to ?? 0) / 1000;
  const begin = (stretches[0]?.from ?? 0) / 1000;
  return [Math.max(end - HOUR_S, Math.min(begin, end - LEAST_S)), end];
}

/** Colours of the theme that is shown. */
interface Look {
  readonly line: string;
  readonly text: string;
  readonly grid: string;
  readonly mark: string;
  readonly font: string;
}

function lookOf(element: Element): Look {
  const style = getComputedStyle(element);
  const of = (name: string): string => style.getPropertyValue(name).trim();
  return {
    line: of('--spark'),
    text: of('--text3'),
    grid: of('--border'),
    mark: of('--amber-l'),
    font: `10px ${of('--font-ui')}`,
  };
}

interface Wishes {
  readonly measure: Measure;
  readonly look: Look;
  readonly size: { readonly width: number; readonly height: number };
  readonly marks: () => PastSeries['marks'];
  readonly reach: () => [number, number];
  readonly onPoint: (words: string | null) => void;
}

function optionsFor({ measure, look, size, marks, reach, onPoint }: Wishes): UPlot.Options {
  const axis = { stroke: look.text, font: look.font, ticks: { show: false }, border: { show: false } } as const;
  return {
    ...size,
    legend: { show: false },
    padding: [6, 4, 0, 0],
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { time: true, range: reach },
      y: { range: (_plot, _least, most) => [0, most > 0 ? most * 1.1 : 1] },
    },
    series: [
      {},
      {
        stroke: look.line,
        width: 1.4,
        fill: `color-mix(in srgb, ${look.line} 13%, transparent)`,
        points: { show: false },
        ...steps(),
      },
    ],
    axes: [
      {
        ...axis,
        size: 18,
        space: 56,
        gap: 2,
        grid: { show: false },
        // Nearer to the edge it would stand over the zero of the other axis.
        values: (plot, times) => times.map((at) => (plot.valToPos(at, 'x') < 14 ? '' : hourAndMinute(at))),
      },
      {
        ...axis,
        size: 38,
        gap: 4,
        space: 28,
        grid: { stroke: look.grid, width: 1 },
        values: (_plot, rates) => rates.map((rate) => shortRate(rate, measure)),
      },
    ],
    hooks: {
      draw: [(plot) => drawMarks(plot, marks(), look)],
      setCursor: [(plot) => onPoint(wordsAt(plot, measure))],
    },
  };
}

function steps(): Pick<UPlot.Series, 'paths'> {
  const paths = UPlot.paths.stepped?.({ align: 1 });
  return paths ? { paths } : {};
}

function hourAndMinute(seconds: number): string {
  return clock(seconds * 1000).slice(0, 5);
}

function shortRate(rate: number, measure: Measure): string {
  const { number, unit } = rateWords(rate, measure);
  return measure === 'packets' ? number : `${number}${unit.replace('B/s', '')}`;
}

/** `14:02:40: 412 packets/s`, or null where the pointer is at nothing. */
function wordsAt({ cursor, data }: UPlot, measure: Measure): string | null {
  const { idx } = cursor;
  const [time, rate] = idx == null ? [] : [data[0][idx], data[1]?.[idx]];
  if (time === undefined || rate == null || (cursor.left ?? -1) < 0) return null;
  const { number, unit } = rateWords(rate, measure);
  return `${clock(time * 1000)}: ${number} ${unit}`;
}

/** Where counting began anew. */
function drawMarks(plot: UPlot, marks: PastSeries['marks'], look: Look): void {
  const { ctx, bbox } = plot;
  ctx.save();
  ctx.strokeStyle = look.mark;
  ctx.lineWidth = devicePixelRatio;
  for (const { at, kind } of marks) {
    const x = Math.round(plot.valToPos(at / 1000, 'x', true)) + 0.5;
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.setLineDash(kind === 'reset' ? [] : [3 * devicePixelRatio, 3 * devicePixelRatio]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
  }
  ctx.restore();
}
