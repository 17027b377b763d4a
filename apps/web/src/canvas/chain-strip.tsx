import type { PointerEvent } from 'react';
import { useFind } from '../find/find-state.ts';
import type { MapCard } from '../projection/model.ts';
import { targetTone } from '../ui/rule-line.tsx';
import { showRule } from './show-rule.ts';

/** A line of the strip without hits is this strong, in percent. */
const FAINT = 28;

/** A long chain as a whole: what its rules do, stronger where packets match, with a frame around what is in sight. */
export function ChainStrip(props: { readonly card: MapCard }) {
  const { card } = props;
  const { strip, rows, rules } = card;
  const found = useFind(({ chains }) => chains.get(card.id));
  const [first, last] = [rows[0], rows.at(-1)];
  if (strip.length === 0 || !first || !last) return null;
  const from = first.gap / rules;
  const to = Math.min(1, (last.gap + last.folds) / rules);
  const show = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const part = (event.clientY - box.top) / box.height;
    showRule(card, Math.max(0, Math.min(rules - 1, Math.floor(part * rules))));
  };
  return (
    <div
      className="card-strip nopan nodrag"
      aria-hidden="true"
      title="Drag to scroll"
      style={{ background: stripes(strip) }}
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        show(event);
      }}
      onPointerMove={(event) => {
        if (event.currentTarget.hasPointerCapture(event.pointerId)) show(event);
      }}
    >
      {found && found.length > 0 && <b style={{ background: ticks(found, rules) }} />}
      <i style={{ top: `${from * 100}%`, height: `${(to - from) * 100}%` }} />
    </div>
  );
}

/** One element however many parts there are. */
function stripes(strip: MapCard['strip']): string {
  const stops = strip.flatMap(({ kind, heat }, at) => {
    const strength = FAINT + (100 - FAINT) * heat;
    const colour = `color-mix(in srgb, var(--strip-${targetTone(kind)}) ${strength.toFixed(0)}%, transparent)`;
    const [top, end] = [(at * 100) / strip.length, ((at + 0.8) * 100) / strip.length];
    return [
      `${colour} ${top.toFixed(2)}% ${end.toFixed(2)}%`,
      `transparent ${end.toFixed(2)}% ${((at + 1) * 100) / strip.length}%`,
    ];
  });
  return `linear-gradient(${stops.join(',')})`;
}

/** So many places along the strip can be told apart. */
const TICKS = 150;

/** Where rules were found, as one element. */
function ticks(found: readonly number[], rules: number): string {
  const marked = new Set(found.map((at) => Math.floor((at * TICKS) / rules)));
  const stops = [...marked].flatMap((tick) => {
    const [top, end] = [(tick * 100) / TICKS, ((tick + 1) * 100) / TICKS];
    return [
      `transparent ${top.toFixed(2)}%`,
      `var(--amber-l) ${top.toFixed(2)}% ${end.toFixed(2)}%`,
      `transparent ${end.toFixed(2)}%`,
    ];
  });
  return `linear-gradient(${stops.join(',')})`;
}
