import { defineTarget } from './definition.ts';

/** `-j ACCEPT`. */
export const ACCEPT = defineTarget({
  name: 'ACCEPT',
  help: 'Lets the packet through',
  outcome: 'accept',
  ends: true,
  reads: 'is accepted',
  options: [],
});

/** `-j DROP`. */
export const DROP = defineTarget({
  name: 'DROP',
  help: 'Drops the packet without an answer',
  outcome: 'drop',
  ends: true,
  reads: 'is dropped without an answer',
  options: [],
  place: () => ({ tables: ['raw', 'mangle', 'filter', 'security'] }),
});

/** `-j RETURN`. */
export const RETURN = defineTarget({
  name: 'RETURN',
  help: 'Goes back to the calling chain',
  outcome: 'return',
  ends: true,
  reads: 'goes back to the calling chain',
  options: [],
});

/** `-j QUEUE`, the older form of NFQUEUE. */
export const QUEUE = defineTarget({
  name: 'QUEUE',
  help: 'The older form of NFQUEUE: lets a program decide',
  outcome: 'other',
  ends: true,
  reads: 'is handed to a program that decides',
  options: [],
});
