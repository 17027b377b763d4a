import { defineMatch, type OptionDefinition } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';

function tcpFlag(name: string, word: string): OptionDefinition {
  return {
    names: [name],
    kind: flag,
    negatable: true,
    protocols: () => ['tcp'],
    label: word,
    reads: `with the TCP flag ${word}`,
    readsNot: `without the TCP flag ${word}`,
  };
}

/** `-m ecn`: what the packet says of congestion. */
export const ecn = defineMatch({
  name: 'ecn',
  help: 'What the packet says of congestion',
  requires: [['--ecn-tcp-ece', '--ecn-tcp-cwr', '--ecn-ip-ect']],
  options: [
    tcpFlag('--ecn-tcp-ece', 'ECE'),
    tcpFlag('--ecn-tcp-cwr', 'CWR'),
    {
      names: ['--ecn-ip-ect'],
      kind: number({ max: 3 }),
      negatable: true,
      label: 'ect',
      reads: 'with ECN code point {}',
      readsNot: 'with another ECN code point than {}',
    },
  ],
});
