import { useEffect } from 'react';
import { createPortal } from 'react-dom';
import { create } from 'zustand';
import type { MapRow } from '../projection/model.ts';
import { counters } from '../state/counters.ts';
import { useDrag } from '../state/drag.ts';
import { Sign } from '../ui/signs.tsx';

interface TipState {
  readonly row: MapRow | null;
  readonly box: DOMRect | null;
}

const useTip = create<TipState>()(() => ({ row: null, box: null }));
const DELAY = 600;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Shows a row's full text and exact counters beside it, after a moment or at once. */
export function showTip(tip: { readonly row: MapRow; readonly box: DOMRect; readonly now?: boolean }): void {
  clearTimeout(waiting);
  const show = (): void => {
    useTip.setState({ row: tip.row, box: tip.box });
  };
  if (tip.now === true) show();
  else waiting = setTimeout(show, DELAY);
}

/** Takes the tip away. */
export function hideTip(): void {
  clearTimeout(waiting);
  if (useTip.getState().row) useTip.setState({ row: null, box: null });
}

/** The tip of the map's rows; there is never more than one. */
export function RowTip() {
  const { row, box } = useTip();
  const dragging = useDrag(({ source }) => source !== null);
  // Also while a tip waits: what is typed next may be the very row that it would show.
  useEffect(() => {
    addEventListener('keydown', hideTip);
    addEventListener('pointerdown', hideTip);
    return () => {
      removeEventListener('keydown', hideTip);
      removeEventListener('pointerdown', hideTip);
    };
  }, []);
  if (!row || !box || dragging) return null;
  const reading = counters.read(row.id);
  const below = box.bottom + 96 < window.innerHeight;
  const left = Math.max(8, Math.min(box.left + 24, window.innerWidth - 428));
  const style = below ? { left, top: box.bottom + 6 } : { left, bottom: window.innerHeight - box.top + 6 };
  return createPortal(
    <div className="row-tip" role="tooltip" style={style}>
      <code className="mono">{row.text || 'every packet, no target'}</code>
      {row.fault !== null && (
        <span className="row-tip-fault">
          <Sign kind="trouble" />
          {row.fault}
        </span>
      )}
      {row.change !== 'added' && (
        <small>
          {reading.packets.toLocaleString('en')} packets, {reading.bytes.toLocaleString('en')} bytes
        </small>
      )}
    </div>,
    document.body,
  );
}
