import { useCallback, useMemo, useSyncExternalStore } from 'react';
import { create } from 'zustand';
import { runById } from '../commands/keyboard.ts';
import { RateWords } from '../numbers/flow-block.tsx';
import { PastFigure } from '../numbers/past-figure.tsx';
import { counters } from '../state/counters.ts';
import type { RateOf } from '../state/flow.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { SparkArea } from './spark-area.tsx';
import './live-block.css';

/** How far back is shown; the same for whatever is selected next. */
const useReach = create<{ readonly reach: 'minute' | 'hour' }>()(() => ({ reach: 'minute' }));

/** What passes here now: packets and bytes a second, the last minute or hour, and all since the counter began. */
export function LiveBlock(props: {
  readonly counterKey: string;
  readonly title: string;
  /** What is counted, where nobody sees it beside the picture. */
  readonly of: string;
  readonly none: string;
}) {
  const { counterKey, title, none } = props;
  const reach = useReach((state) => state.reach);
  const reading = useReading(counterKey);
  const flowOf = useCallback((rateOf: RateOf) => rateOf(counterKey), [counterKey]);
  if (!reading) {
    return (
      <section className="insp-section insp-live">
        <h3 className="insp-label">{title}</h3>
        <p className="insp-quiet">{none}</p>
      </section>
    );
  }
  return (
    <section className={`insp-section insp-live insp-live-${reach}`}>
      <div className="insp-label">
        <h3>{title}</h3>
        <Segmented
          label="How far back"
          size="small"
          value={reach}
          options={[
            { id: 'minute', name: '60 s' },
            { id: 'hour', name: '1 h' },
          ]}
          onChange={(chosen) => useReach.setState({ reach: chosen })}
        />
      </div>
      <RateWords flow={{ packets: reading.packetRate ?? 0, bytes: reading.byteRate ?? 0 }} />
      {reach === 'minute' ? <SparkArea values={reading.spark} /> : <PastFigure of={props.of} flowOf={flowOf} />}
      <p className="insp-total">
        <span>
          <b>{reading.packets.toLocaleString('en')}</b> packets, <b>{reading.bytes.toLocaleString('en')}</b> bytes in
          all
        </span>
        <Button size="small" look="quiet" onPress={() => runById('counters.reset')}>
          Reset…
        </Button>
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
