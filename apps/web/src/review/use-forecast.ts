import { forecast, type Forecast } from '@sluice/analysis';
import { FAMILIES } from '@sluice/netfilter';
import type { Host, HostSessions } from '@sluice/protocol';
import { useEffect, useState } from 'react';
import { getSessions } from '../api/calls.ts';
import { request } from '../api/request.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { watchedOn } from './watched.ts';

/** Who keeps and who loses access by the draft. */
export type ForecastState =
  | { readonly state: 'asking' }
  | { readonly state: 'done'; readonly forecasts: readonly Forecast[]; readonly sessionsKnown: boolean };

const ASKING: ForecastState = { state: 'asking' };

/** Looks ahead, again whenever the draft or the host's rules changed. */
export function useForecast(host: Host): ForecastState {
  const rules = useWorkspace((workspace) => workspace.slices);
  const [answer, setAnswer] = useState<{ readonly to: object; readonly state: ForecastState } | null>(null);
  useEffect(() => {
    let current = true;
    void lookAhead(host, () => current).then((state) => {
      if (current) setAnswer({ to: rules, state });
      return undefined;
    });
    return () => {
      current = false;
    };
  }, [host, rules]);
  return answer?.to === rules ? answer.state : ASKING;
}

/** One after the other, so that the page goes on answering while rules are many. */
async function lookAhead(host: Host, wanted: () => boolean): Promise<ForecastState> {
  const asked = await request(getSessions(host.id));
  const sessions: HostSessions['sessions'] = asked.ok ? asked.value.sessions : [];
  const forecasts: Forecast[] = [];
  for (const family of FAMILIES) {
    const { base, current, snapshot, diff } = sliceOf(useWorkspace.getState(), family);
    if (!base || !current || !snapshot || !diff || diff.changes === 0) continue;
    const change = { before: base, after: current, backend: snapshot.backend };
    for (const watched of watchedOn(family, sessions, snapshot.interfaces)) {
      await nextTurn();
      if (!wanted()) return ASKING;
      forecasts.push(...forecast(change, [watched]));
    }
  }
  return { state: 'done', forecasts, sessionsKnown: asked.ok };
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, 0);
  });
}
