import { connect, type Socket } from 'node:net';
import {
  createFrameReader,
  encodeFrame,
  type HelperCalls,
  type HelperEvent,
  type HelperReply,
  type HelperVerb,
} from '@sluice/protocol/helper';
import { HelperRefusal } from './failure.ts';

/** A connection to a helper. */
export interface HelperClient {
  /** Asks, and waits for the answer. Rejects with a {@link HelperRefusal} when the helper refuses. */
  call<V extends HelperVerb>(verb: V, params: HelperCalls[V]['params']): Promise<HelperCalls[V]['result']>;
  close(): void;
  /** Settles when the connection is gone. */
  readonly closed: Promise<void>;
}

/** Connects to the helper that listens on a socket. `onEvent` gets what is pushed after `watch`. */
export async function connectHelper(
  path: string,
  onEvent: (event: HelperEvent) => void = () => undefined,
): Promise<HelperClient> {
  const socket = await open(path);
  const waiting = new Map<number, (reply: HelperReply) => void>();
  const reader = createFrameReader();
  let next = 1;
  socket.on('data', (bytes: Buffer) => {
    for (const message of reader.push(bytes)) {
      const reply = message as HelperReply | HelperEvent;
      if ('event' in reply) onEvent(reply);
      else {
        waiting.get(reply.id)?.(reply);
        waiting.delete(reply.id);
      }
    }
  });
  const lost = (): void => {
    const error = { code: 'unavailable' as const, message: 'The helper is gone.' };
    for (const [id, answer] of waiting) answer({ id, ok: false, error });
    waiting.clear();
  };
  socket.on('error', lost).on('close', lost);
  return {
    call: (verb, params) =>
      new Promise((resolve, reject) => {
        const id = next++;
        waiting.set(id, (reply) => {
          if (reply.ok) resolve(reply.result as HelperCalls[typeof verb]['result']);
          else reject(new HelperRefusal(reply.error.code, reply.error.message, reply.error));
        });
        if (socket.destroyed) lost();
        else socket.write(encodeFrame({ id, verb, params }));
      }),
    close: () => socket.destroy(),
    closed: new Promise((resolve) => socket.once('close', () => resolve())),
  };
}

function open(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(path, () => resolve(socket));
    socket.once('error', reject);
  });
}
