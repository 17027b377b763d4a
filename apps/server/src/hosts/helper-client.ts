import { connect, type Socket } from 'node:net';
import { helperEvent, helperReply, helperResults } from '@sluice/protocol';
import {
  createFrameReader,
  encodeFrame,
  type HelperCalls,
  type HelperEvent,
  type HelperReply,
  type HelperVerb,
} from '@sluice/protocol/helper';
import { ok } from '@sluice/netfilter';
import { refusal, type Answer } from '../answers.ts';

/** Where the line to a helper stands. */
export type LineState = 'connecting' | 'up' | 'down';

/** How long a line is down already, and when it is tried next, on the server's clock. */
export interface LineDown {
  readonly since: number;
  readonly retryAt: number;
}

/** A line to one helper that mends itself. */
export interface HelperClient {
  readonly state: LineState;
  /** Why it is down, for a person. */
  readonly trouble: string | null;
  /** Since when it is down, and when it is tried again; null while it is not. */
  readonly down: LineDown | null;
  /** Asks once; never asks again by itself, because a change must not be made twice. */
  call<V extends HelperVerb>(verb: V, params: HelperCalls[V]['params']): Promise<Answer<HelperCalls[V]['result']>>;
  /** Tries again now what would be tried later; nothing while the line is up. */
  retryNow(): void;
  close(): void;
}

/** What happens on the line. */
export interface HelperListener {
  /** Runs when the helper has answered the greeting, before the line counts as up for others. */
  connected(): void;
  /** The state, or when a line that is down is tried next. */
  stateChanged(): void;
  event(event: HelperEvent): void;
}

/** How long to wait for each answer; the helper has its own, shorter limits. */
const TIMEOUT_MS: Readonly<Record<HelperVerb, number>> = {
  read: 60_000,
  counters: 30_000,
  resetCounters: 60_000,
  dryRun: 180_000,
  apply: 240_000,
  confirm: 60_000,
  rollback: 240_000,
  extend: 15_000,
  status: 15_000,
  watch: 15_000,
  sets: 60_000,
  translate: 10_000,
  connections: 60_000,
};
/** After these verbs a missing answer leaves open what happened. */
const CHANGES: ReadonlySet<HelperVerb> = new Set(['resetCounters', 'apply', 'confirm', 'rollback', 'extend']);
const FIRST_RETRY_MS = 100;
const LAST_RETRY_MS = 5000;
/** More calls than this are not kept waiting. */
const MAX_CALLS = 200;

interface Waiting {
  readonly verb: HelperVerb;
  readonly timer: NodeJS.Timeout;
  readonly settle: (answer: Answer<unknown>) => void;
}

/** Holds one socket at a time and the calls that wait for an answer on it. */
class Line implements HelperClient {
  state: LineState = 'connecting';
  trouble: string | null = null;
  down: LineDown | null = null;
  readonly #path: string;
  readonly #listener: HelperListener;
  #socket: Socket | null = null;
  #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #retryIn = FIRST_RETRY_MS;
  #retry: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(path: string, listener: HelperListener) {
    this.#path = path;
    this.#listener = listener;
    this.#connect();
  }

  async call<V extends HelperVerb>(
    verb: V,
    params: HelperCalls[V]['params'],
  ): Promise<Answer<HelperCalls[V]['result']>> {
    if (this.state !== 'up') return this.#unreachable();
    return this.#ask(verb, params);
  }

  retryNow(): void {
    if (!this.#retry) return;
    clearTimeout(this.#retry);
    this.#connect();
  }

  close(): void {
    this.#closed = true;
    if (this.#retry) clearTimeout(this.#retry);
    this.#socket?.destroy();
  }

  #connect(): void {
    this.#retry = null;
    const socket = connect(this.#path);
    const reader = createFrameReader();
    this.#socket = socket;
    socket.on('connect', () => void this.#greet());
    socket.on('data', (bytes: Buffer) => {
      try {
        for (const message of reader.push(bytes)) this.#receive(message);
      } catch {
        this.trouble = 'The helper sent something that is not a message.';
        socket.destroy();
      }
    });
    socket.on('error', (error) => (this.trouble = `The helper cannot be reached: ${error.message}`));
    socket.on('close', () => this.#lost());
  }

  async #greet(): Promise<void> {
    const status = await this.#ask('status', {});
    if (!status.ok) {
      this.trouble = status.error.message;
      this.#socket?.destroy();
      return;
    }
    this.#retryIn = FIRST_RETRY_MS;
    this.trouble = null;
    this.down = null;
    this.state = 'up';
    this.#listener.stateChanged();
    this.#listener.connected();
  }

  #lost(): void {
    this.#socket = null;
    this.trouble ??= 'The helper ended the connection.';
    for (const [id, { verb }] of this.#waiting) this.#settle(id, lostWhile(verb));
    if (this.#closed) return;
    const now = Date.now();
    this.state = 'down';
    this.down = { since: this.down?.since ?? now, retryAt: now + this.#retryIn };
    this.#retry = setTimeout(() => this.#connect(), this.#retryIn);
    this.#retryIn = Math.min(this.#retryIn * 2, LAST_RETRY_MS);
    this.#listener.stateChanged();
  }

  #ask<V extends HelperVerb>(verb: V, params: HelperCalls[V]['params']): Promise<Answer<HelperCalls[V]['result']>> {
    const socket = this.#socket;
    if (!socket) return Promise.resolve(this.#unreachable());
    if (this.#waiting.size >= MAX_CALLS) {
      return Promise.resolve(
        refusal('busy', 'Too many questions wait for this host. Nothing was done. Try again soon.', {
          unchanged: true,
        }),
      );
    }
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#settle(id, lostWhile(verb)), TIMEOUT_MS[verb]);
      // What is settled was checked against this verb's schema in #receive.
      const settle = (answer: Answer<unknown>): void => resolve(answer as Answer<HelperCalls[V]['result']>);
      this.#waiting.set(id, { verb, timer, settle });
      socket.write(encodeFrame({ id, verb, params }));
    });
  }

  #settle(id: number, answer: Answer<unknown>): void {
    const waiting = this.#waiting.get(id);
    if (!waiting) return;
    this.#waiting.delete(id);
    clearTimeout(waiting.timer);
    waiting.settle(answer);
  }

  #receive(message: unknown): void {
    const event = helperEvent.safeParse(message);
    if (event.success) {
      this.#listener.event(event.data);
      return;
    }
    const reply = helperReply.safeParse(message);
    if (!reply.success) throw new RangeError('not a message of the helper');
    const waiting = this.#waiting.get(reply.data.id);
    // An answer that came too late was already given up.
    if (waiting) this.#settle(reply.data.id, answerOf(waiting.verb, reply.data));
  }

  #unreachable(): Answer<never> {
    return refusal(
      'hostUnreachable',
      `This host cannot be reached now. Nothing was changed. ${this.trouble ?? 'It is being connected.'} Sluice keeps trying.`,
      { unchanged: true },
    );
  }
}

function answerOf(verb: HelperVerb, reply: HelperReply): Answer<unknown> {
  if (!reply.ok) {
    const { code, message, stderr, unchanged } = reply.error;
    return refusal(code, message, {
      ...(stderr === undefined ? {} : { stderr }),
      ...(unchanged === undefined ? {} : { unchanged }),
    });
  }
  const result = helperResults[verb].safeParse(reply.result);
  if (result.success) return ok(result.data);
  return refusal(
    'internal',
    `The helper's answer to "${verb}" has another form than agreed. Look at the host before going on.`,
  );
}

function lostWhile(verb: HelperVerb): Answer<never> {
  if (!CHANGES.has(verb)) {
    return refusal('hostUnreachable', 'The host did not answer. Nothing was changed. Try again.', { unchanged: true });
  }
  return refusal(
    'hostUnreachable',
    'The host did not answer, so it is not known whether this was done. If rules were applied, they come back by themselves unless confirmed. Look at the pending change when the host is back.',
  );
}

/** Opens the line to the helper at a unix socket, and keeps opening it until closed. */
export function connectHelper(path: string, listener: HelperListener): HelperClient {
  return new Line(path, listener);
}
