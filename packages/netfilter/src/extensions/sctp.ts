import { defineMatch, type OptionDefinition } from './definition.ts';
import { ports } from './kinds/ports.ts';
import { sctpChunks } from './kinds/sctp-chunks.ts';

function port(names: OptionDefinition['names'], label: string, says: string): OptionDefinition {
  return {
    names,
    kind: ports,
    negatable: true,
    tests: label === 'sport' ? 'sourcePort' : 'destinationPort',
    label,
    reads: `${says} port {}`,
    readsNot: `not ${says} port {}`,
  };
}

/** `-m sctp`: ports and chunks. */
export const sctp = defineMatch({
  name: 'sctp',
  help: 'Ports and chunks of SCTP',
  protocols: ['sctp'],
  options: [
    port(['--sport', '--source-port'], 'sport', 'from'),
    port(['--dport', '--destination-port'], 'dport', 'to'),
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
