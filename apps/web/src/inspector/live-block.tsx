import { useMemo, useSyncExternalStore } from 'react';
import { counters } from '../state/counters.ts';
import { useWorkspace } from '../state/workspace.ts';
import { rateWords } from '../live/rates.ts';
import { SparkArea } from './spark-area.tsx';
import './live-block.css';

/** What passes here now: packets and bytes a second, the last minute, and all since the counter began. */
export function LiveBlock(props: { readonly counterKey: string; readonly title: string; readonly none: string }) {
  const { counterKey, title, none } = props;
  const reading = useReading(counterKey);
  if (!reading) {
    return (
      <section className="insp-section insp-live">
        <h3 className="insp-label">{title}</h3>
        <p className="insp-quiet">{none}</p>
      </section>
    );
  }
  const packets = rateWords(reading.packetRate ?? 0, 'packets');
  const bytes = rateWords(reading.byteRate ?? 0, 'bytes');
  return (
    <section className="insp-section insp-live">
      <h3 className="insp-label">
        {title}
        <span>last 60 s</span>
      </h3>
      <p className="insp-rates">
        <b>
          {packets.number} <small>{packets.unit}</small>
        </b>
        <b>
          {bytes.number} <small>{bytes.unit}</small>
        </b>
      </p>
      <SparkArea values={reading.spark} />
      <p className="insp-total">
        <b>{reading.packets.toLocaleString('en')}</b> packets, <b>{reading.bytes.toLocaleString('en')}</b> bytes in all
      </p>
    </section>
  );
}

/** Told anew with each sample; only this block is drawn again. Null when the host does not count that key. */
function useReading(key: string) {
  useSyncExternalStore(
    (changed) => counters.onSample(changed),
    () => counters.takenAt,
  );
  const keys = useWorkspace((state) => state.counterKeys);
  const counted = useMemo(() => keys().includes(key), [keys, key]);
  return counted && counters.takenAt !== null ? counters.read(key) : null;
}
