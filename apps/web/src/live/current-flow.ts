import { useEffect, type RefObject } from 'react';
import { rateWords } from './rates.ts';
import { counters } from '../state/counters.ts';
import { FlowReader, type Flow } from '../state/flow.ts';
import { useWorkspace } from '../state/workspace.ts';

/*
 * Live numbers are written straight into the page: a sample re-renders no component (TOOLCHAIN 3). Each hook below
 * subscribes its element to what it shows, and to nothing else.
 */

const STILL: Flow = { packets: 0, bytes: 0 };
let reader: { readonly takenAt: number | null; readonly base: unknown; readonly flow: FlowReader } | null = null;

/** What enters hooks and chains now; made once for each sample. */
export function currentFlow(): FlowReader {
  const { base, current } = useWorkspace.getState();
  if (reader?.takenAt !== counters.takenAt || reader.base !== base) {
    const flow = new FlowReader([base, current], (key) => counters.rate([key]) ?? (isCounted(key) ? STILL : null));
    reader = { takenAt: counters.takenAt, base, flow };
  }
  return reader.flow;
}

/** A counter that never moved has no rate of its own, but it is known to stand still. */
function isCounted(key: string): boolean {
  return counters.read(key).spark.length > 0;
}

/** Runs now and after each sample. */
export function useEachSample(write: () => void): void {
  useEffect(() => {
    write();
    return counters.onSample(write);
  }, [write]);
}

/** Runs now and whenever this counter's numbers changed. */
export function useEachChange(key: string, write: () => void): void {
  useEffect(() => {
    write();
    return counters.subscribe(key, write);
  }, [key, write]);
}

/** `6.2k p/s`, and with room `35.1k p/s · 212 Mbit/s`. */
export function flowWords(flow: Flow | null, long: boolean): string {
  if (!flow) return '';
  const packets = `${rateWords(flow.packets, 'packets').number} p/s`;
  if (!long) return packets;
  const bits = rateWords(flow.bytes * 8, 'bytes');
  return `${packets} · ${bits.number} ${bits.unit.replace('B/s', 'bit/s')}`;
}

/** Writes text, only when it differs. */
export function writeText(ref: RefObject<Element | null>, text: string): void {
  if (ref.current && ref.current.textContent !== text) ref.current.textContent = text;
}
