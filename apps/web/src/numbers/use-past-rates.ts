import type { PastRates } from '@sluice/protocol';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { getRates } from '../api/calls.ts';
import { useLive } from '../api/live.ts';
import { keys, queries } from '../api/queries.ts';
import { ask } from '../api/request.ts';
import type { Flow, RateOf } from '../state/flow.ts';
import { inParts } from '../state/in-parts.ts';
import { useWorkspace } from '../state/workspace.ts';
import { joinPast, readSeries, type PastSeries } from './past-series.ts';

const HOUR = 3_600_000;
/** As often as the server has something new to tell. */
const EVERY = 10_000;

/** What moved on the host in the last hour, kept up to date while somebody looks; undefined until it is told. */
export function usePastRates(): PastRates | undefined {
  const host = useWorkspace((state) => state.hostId);
  const family = useWorkspace((state) => state.family);
  const paused = useLive((state) => state.paused);
  const key = keys.rates(host ?? '', family);
  const { data } = useQuery({
    queryKey: key,
    queryFn: async () => {
      const before = queries.getQueryData<PastRates>(key);
      const last = before?.spans.at(-1)?.to ?? 0;
      const since = await ask(getRates(host ?? '', family, last));
      return before ? joinPast(before, since, Math.max(last, since.spans.at(-1)?.to ?? 0) - HOUR) : since;
    },
    enabled: host !== null,
    staleTime: EVERY / 2,
    refetchInterval: paused ? false : EVERY,
  });
  return data;
}

/** What a thing's rate is, made of the rates of single counters. */
export type FlowOf = (rateOf: RateOf) => Flow | null;

/**
 * The last hour of what `flowOf` makes of single rates; the function must stay the same while it means the same. Read in
 * parts: in a large ruleset the rate of a hook is made of thousands, for each of hundreds of stretches.
 */
export function usePastSeries(flowOf: FlowOf): PastSeries | undefined {
  const past = usePastRates();
  const [known] = useState(() => new WeakMap<FlowOf, WeakMap<PastRates['spans'][number], Flow>>());
  const [read, setRead] = useState<{ readonly flowOf: FlowOf; readonly series: PastSeries } | null>(null);
  useEffect(() => {
    if (!past) return;
    const given = new AbortController();
    const flows = known.get(flowOf) ?? new WeakMap<PastRates['spans'][number], Flow>();
    known.set(flowOf, flows);
    void inParts(readSeries(past, flowOf, flows), { signal: given.signal }).then(
      (series) => series && setRead({ flowOf, series }),
    );
    return () => given.abort();
  }, [past, flowOf, known]);
  return read?.flowOf === flowOf ? read.series : undefined;
}
