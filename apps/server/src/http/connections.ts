import type { Server } from 'node:http';
import type { Socket } from 'node:net';

/** Knows when each TCP connection was accepted: proof that a change lets new ones in. */
export interface Connections {
  /** Milliseconds on this process's monotonic clock. */
  now(): number;
  /** When the connection was accepted, on the same clock. */
  acceptedAt(socket: Socket): number;
}

/** Watches a server's connections from before the first one. */
export function watchConnections(server: Server, now: () => number = () => performance.now()): Connections {
  const accepted = new WeakMap<Socket, number>();
  server.on('connection', (socket: Socket) => accepted.set(socket, now()));
  // A connection that was never seen arriving counts as older than everything.
  return { now, acceptedAt: (socket) => accepted.get(socket) ?? Number.NEGATIVE_INFINITY };
}
