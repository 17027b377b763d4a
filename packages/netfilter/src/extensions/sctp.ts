import { defineMatch } from './definition.ts';
import { ports } from './kinds/ports.ts';
import { sctpChunks } from './kinds/sctp-chunks.ts';
import { portOptions } from './port-options.ts';

/** `-m sctp`: ports and chunks. */
export const sctp = defineMatch({
  name: 'sctp',
  help: 'Ports and chunks of SCTP',
  protocols: ['sctp'],
  options: [
    ...portOptions(ports),
    {
      names: ['--chunk-types'],
      kind: sctpChunks,
      negatable: true,
      label: 'chunks',
      reads: 'with {} chunks',
      readsNot: 'without {} chunks',
    },
  ],
});
