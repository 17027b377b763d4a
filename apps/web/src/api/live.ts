import {
  decodeCounterFrame,
  type ClientToServerEvents,
  type CounterFrame,
  type ServerToClientEvents,
} from '@sluice/protocol';
import type { Family } from '@sluice/netfilter';
import type { Socket } from 'socket.io-client';
import { create } from 'zustand';
import { useNotices } from '../state/notices.ts';
import { useWorkspace } from '../state/workspace.ts';
import { firstPicture } from '../ui/later.tsx';
import { receivePeople } from '../state/people.ts';
import { tellWhoChanged } from '../state/outside-changes.ts';
import { getHistory } from './calls.ts';
import { forgetSession, keys, readAnew, takePushed } from './queries.ts';
import { request } from './request.ts';

/** How the stream from the server stands. */
export interface LiveState {
  readonly connected: boolean;
  /** Since when the server has not answered, on this machine's clock; null while it does. */
  readonly lostAt: number | null;
  /** When the last frame of counters came, on this machine's clock; 0 before the first. */
  readonly lastFrame: number;
  /** Seconds between samples, as the frames tell. */
  readonly interval: number;
  /** The person holds the numbers still. */
  readonly paused: boolean;
}

/** The stream's state, as a store. */
export const useLive = create<LiveState>()(() => ({
  connected: false,
  lostAt: null,
  lastFrame: 0,
  interval: 1,
  paused: false,
}));

/** Called with every frame of counters. */
export type FrameListener = (frame: CounterFrame) => void;

type LiveSocket = Socket<ServerToClientEvents, ClientToServerEvents>;

let socket: LiveSocket | null = null;
let watched: { readonly host: string; readonly family: Family } | null = null;

/** Opens the stream once, behind the first picture; counters go to the listener, everything else into stores and cache. */
export function startLive(onFrame: FrameListener): () => void {
  let isOver = false;
  let opened: LiveSocket | null = null;
  void openSoon(() => isOver).then((fresh) => {
    if (!fresh) return undefined;
    socket = opened = fresh;
    hear(fresh, onFrame);
    return undefined;
  });
  return () => {
    isOver = true;
    opened?.close();
    socket = null;
  };
}

const AGAIN_MS = 1000;

/** The stream as soon as its script is here; null when nobody wants it any more. */
async function openSoon(isOver: () => boolean): Promise<LiveSocket | null> {
  await firstPicture();
  while (!isOver()) {
    try {
      const { io } = await import('socket.io-client');
      if (isOver()) break;
      return io({ transports: ['websocket', 'polling'], reconnectionDelay: 500, reconnectionDelayMax: 4000 });
    } catch {
      lose();
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }
  return null;
}

function hear(opened: LiveSocket, onFrame: FrameListener): void {
  opened.on('connect', () => {
    useLive.setState({ connected: true, lostAt: null });
    opened.emit('watch', watched);
    catchUpAfterGap();
  });
  opened.on('connect_error', (error) => {
    if (error.message === 'notLoggedIn') void forgetSession();
    lose();
  });
  opened.on('disconnect', lose);
  opened.on('hosts', (hosts) => void takePushed(keys.hosts, [...hosts]));
  opened.on('rules', ({ host, family }) => void readAnew(keys.snapshot(host, family)));
  opened.on('counters', (bytes) => receiveFrame(bytes, onFrame));
  opened.on('draft', ({ host, draft }) => {
    if (draft.dropped && draft.dropped.length > 0) tellDropped(host, draft.dropped);
    if (!useWorkspace.getState().receiveChange(host, draft)) {
      void readAnew(keys.draft(host, draft.family));
    }
  });
  opened.on('ignored', ({ host }) => void readAnew(keys.ignored(host)));
  opened.on('people', ({ host, people }) => receivePeople(host, people));
  opened.on('history', ({ host }) => void readHistory(host));
  opened.on('change', ({ host, change }) => {
    void takePushed(keys.change(host), change);
    void readAnew(keys.sets(host));
  });
}

function lose(): void {
  useLive.setState(({ lostAt }) => ({ connected: false, lostAt: lostAt ?? Date.now() }));
}

/** Watches one family of one host, from now on and after every reconnect. */
export function watch(target: { readonly host: string; readonly family: Family } | null): void {
  watched = target;
  if (socket?.connected === true) socket.emit('watch', target);
}

let lastTaken = 0;

function receiveFrame(data: Uint8Array | ArrayBuffer, onFrame: FrameListener): void {
  const frame = decodeCounterFrame(data instanceof Uint8Array ? data : new Uint8Array(data));
  if (useLive.getState().paused) return;
  if (frame.host !== watched?.host || frame.family !== watched.family) return;
  const gap = Math.round((frame.takenAt - lastTaken) / 1000);
  const interval = lastTaken > 0 && gap >= 1 && gap <= 30 ? gap : 1;
  lastTaken = frame.takenAt;
  useLive.setState({ lastFrame: Date.now(), interval });
  onFrame(frame);
}

/** Holds the numbers on the page still, or lets them go on from what they are then. */
export function setPaused(paused: boolean): void {
  useLive.setState({ paused });
  // Frames tell differences: after some were missed everything must be told once.
  if (!paused && socket?.connected === true) socket.emit('watch', watched);
}

/** What was pushed while the connection was down is lost: ask again for everything that is pushed. */
function catchUpAfterGap(): void {
  for (const key of [['hosts'], ['snapshot'], ['draft'], ['change'], ['history'], ['ignored']]) {
    void readAnew(key);
  }
}

/** Who changed rules under a draft is told by name as soon as it is known; else only who looks at the history asks. */
async function readHistory(host: string): Promise<void> {
  await readAnew(keys.history(host));
  const drafting = useNotices.getState().notices.some(({ id }) => id.startsWith('outside'));
  const history = drafting ? await request(getHistory(host)) : null;
  if (history?.ok) tellWhoChanged(host, history.value.revisions);
}

function tellDropped(host: string, labels: readonly string[]): void {
  useNotices.getState().post({
    id: 'dropped',
    host,
    tone: 'warning',
    title:
      labels.length === 1
        ? 'One of your changes no longer fits the rules on the host, so it was left out of the draft.'
        : `${labels.length} of your changes no longer fit the rules on the host, so they were left out of the draft.`,
    text: labels.join(', '),
  });
}
