import { useCallback, useSyncExternalStore } from 'react';
import { currentFlow } from '../live/current-flow.ts';
import { rateWords } from '../live/rates.ts';
import { counters } from '../state/counters.ts';
import { FlowReader, type Flow, type RateOf } from '../state/flow.ts';
import { useWorkspace } from '../state/workspace.ts';
import { PastFigure } from './past-figure.tsx';

/**
 * What enters a chain or a stretch of the path, now and in the last hour; nothing where nothing counts. The kernel counts rules only: `read` makes it of them,
 * and must stay the same while it means the same.
 */
export function FlowBlock(props: {
  readonly title: string;
  readonly of: string;
  readonly read: (reader: FlowReader) => Flow | null;
}) {
  const { title, of, read } = props;
  const base = useWorkspace((state) => state.base);
  const flowOf = useCallback((rateOf: RateOf) => read(new FlowReader([base], rateOf)), [base, read]);
  useSyncExternalStore(
    (changed) => counters.onSample(changed),
    () => counters.takenAt,
  );
  // Behind a file there is no kernel that counts, and before the first sample nothing to say.
  if (counters.takenAt === null) return null;
  const now = read(currentFlow());
  return (
    <section className="insp-section">
      <h3 className="insp-label">
        {title}
        <span>last hour</span>
      </h3>
      {now && <RateWords flow={now} />}
      <PastFigure of={of} flowOf={flowOf} />
    </section>
  );
}

/** Packets and bytes per second, large. */
export function RateWords(props: { readonly flow: Flow }) {
  const packets = rateWords(props.flow.packets, 'packets');
  const bytes = rateWords(props.flow.bytes, 'bytes');
  return (
    <p className="insp-rates">
      <b>
        {packets.number} <small>{packets.unit}</small>
      </b>
      <b>
        {bytes.number} <small>{bytes.unit}</small>
      </b>
    </p>
  );
}
