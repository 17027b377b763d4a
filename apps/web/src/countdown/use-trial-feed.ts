import type { Host, HostChange } from '@sluice/protocol';
import { useEffect, useRef } from 'react';
import { keys, readAnew } from '../api/queries.ts';
import { useNotices } from '../state/notices.ts';
import { noteOwnChange } from '../state/outside-changes.ts';
import { secondsLeft, useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { toast } from '../ui/toast.tsx';
import { probeUntilReached } from './probe.ts';
import { endingWords } from './words.ts';

const TITLE = 'Sluice';

/** Turns what the host tells about its change into the trial that the page shows, and says how it ended. */
export function useTrialFeed(host: Host | undefined, change: HostChange | undefined): void {
  const hostId = host?.id;
  useEffect(() => {
    const pending = change?.pending;
    if (pending || useTrial.getState().pending) noteOwnChange();
    if (hostId !== undefined && change) useWorkspace.getState().receiveTrial(hostId, change.trial);
    if (hostId === undefined || !pending) {
      useTrial.setState({ pending: null });
      return;
    }
    const now = Date.now();
    useTrial.setState({
      now,
      pending: {
        hostId,
        id: pending.id,
        endsAt: now + pending.remaining,
        window: pending.window,
        mine: change.mine,
        by: change.by,
        state: pending.state,
      },
    });
  }, [hostId, change]);
  useClock();
  useProbe();
  useEnding(host, change);
}

/** Counts down on this machine's clock; the host's own is what decides. */
function useClock(): void {
  const running = useTrial((state) => state.pending !== null);
  useEffect(() => {
    if (!running) return;
    const tick = (): void => {
      useTrial.setState({ now: Date.now() });
      const state = useTrial.getState();
      const left = secondsLeft(state);
      document.title = `${left} s – ${TITLE}`;
      if (left === 0 && state.pending) void readAnew(keys.change(state.pending.hostId));
    };
    tick();
    const timer = setInterval(tick, 1000);
    return () => {
      clearInterval(timer);
      document.title = TITLE;
    };
  }, [running]);
}

/** Proves over a new connection that the host can still be reached, as long as the trial waits for it. */
function useProbe(): void {
  const id = useTrial((state) =>
    state.pending?.mine === true && state.pending.state === 'applied' ? state.pending.id : null,
  );
  const hostId = useTrial((state) => state.pending?.hostId ?? null);
  useEffect(() => {
    if (id === null || hostId === null) return;
    const stop = new AbortController();
    void probeUntilReached(hostId, id, stop.signal);
    return () => stop.abort();
  }, [id, hostId]);
}

/** Says once how a change ended, when it ended before this person's eyes or was not their own doing. */
function useEnding(host: Host | undefined, change: HostChange | undefined): void {
  const watched = useRef<string | null>(null);
  const pendingId = change?.pending?.id ?? null;
  useEffect(() => {
    if (pendingId !== null) {
      watched.current = pendingId;
      if (host) useNotices.getState().putAway({ id: 'rolledBack', host: host.id });
      return;
    }
    const last = change?.last;
    if (!host || !last || last.id !== watched.current) return;
    watched.current = null;
    const { notice, words } = endingWords(last, host.name);
    if (notice) useNotices.getState().post({ id: 'rolledBack', host: host.id, ...words });
    else toast({ tone: 'info', title: words.title, text: words.text });
  }, [host, change, pendingId]);
}
