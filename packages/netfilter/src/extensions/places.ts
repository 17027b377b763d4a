import type { Hook } from '../hook.ts';

/** Hooks in which the packet has come in through an interface. */
export const INBOUND: readonly Hook[] = ['PREROUTING', 'INPUT', 'FORWARD'];

/** Hooks in which the packet's way out is known. */
export const OUTBOUND: readonly Hook[] = ['FORWARD', 'OUTPUT', 'POSTROUTING'];
