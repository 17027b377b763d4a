import type { ChainRef } from '@sluice/netfilter';
import { useCallback, useRef } from 'react';
import { currentFlow, flowWords, useEachSample, writeText } from '../live/current-flow.ts';
import { rateWords } from '../live/rates.ts';
import { counters } from '../state/counters.ts';
import type { PillTone } from '../ui/pill.tsx';

/** Hits, rate and share of a rule or policy, written into the row without rendering it. */
export function LiveCells(props: {
  readonly counter: string;
  /** The built-in chain of which the share is; null where no packet comes. */
  readonly section: ChainRef | null;
  readonly tone: PillTone;
  readonly gone?: boolean;
}) {
  const { counter, gone = false } = props;
  const { table = null, chain = '' } = props.section ?? {};
  const hits = useRef<HTMLSpanElement>(null);
  const rate = useRef<HTMLSpanElement>(null);
  const share = useRef<HTMLElement>(null);
  const bar = useRef<HTMLElement>(null);
  const write = useCallback(() => {
    if (gone) return;
    const { packets, packetRate } = counters.read(counter);
    const entered = table === null ? 0 : (currentFlow().builtin({ table, chain })?.packets ?? 0);
    const part = entered > 0 ? Math.min(1, (packetRate ?? 0) / entered) : 0;
    writeText(hits, hitWords(packets));
    writeText(rate, `${rateWords(packetRate ?? 0, 'packets').number}/s`);
    writeText(share, shareWords(part));
    bar.current?.style.setProperty('width', `${part * 100}%`);
  }, [counter, gone, table, chain]);
  useEachSample(write);
  return (
    <>
      <td className="order-hits">
        <span ref={hits}>{gone ? '–' : '0'}</span>
      </td>
      <td className="order-rate">
        <span ref={rate}>{gone ? '–' : '0/s'}</span>
      </td>
      <td className="order-share">
        {!gone && (
          <i className={`order-track order-tone-${props.tone}`} aria-hidden="true">
            <i ref={bar} />
          </i>
        )}
        <em ref={share} />
      </td>
    </>
  );
}

/** How much enters a built-in chain now. */
export function SectionFlow(props: { readonly chain: ChainRef }) {
  const { table, chain } = props.chain;
  const ref = useRef<HTMLSpanElement>(null);
  const write = useCallback(() => {
    const flow = currentFlow().builtin({ table, chain });
    writeText(
      ref,
      flow && table === 'nat'
        ? `${rateWords(flow.packets, 'packets').number} new connections/s`
        : flowWords(flow, false),
    );
  }, [table, chain]);
  useEachSample(write);
  return <span ref={ref} className="order-flow" />;
}

const EXACT = 10_000_000n;

/** Up to seven digits a count is written out; more are rounded: `1,204,331`, `40.1 M`, `1.28 G`. */
export function hitWords(packets: bigint): string {
  if (packets < EXACT) return packets.toLocaleString('en');
  const [unit, size] =
    packets < 1_000_000_000n
      ? (['M', 1e6] as const)
      : packets < 1_000_000_000_000n
        ? (['G', 1e9] as const)
        : (['T', 1e12] as const);
  return `${(Number(packets) / size).toPrecision(3)} ${unit}`;
}

/** `94 %`, `<1 %`, `0 %` */
export function shareWords(part: number): string {
  if (part > 0 && part < 0.01) return '<1 %';
  return `${Math.round(part * 100)} %`;
}
