import type { OptionDefinition } from './definition.ts';

/** Every port there is, as tcp and udp print it, or rather leave it out. */
const ANY_PORT = '0:65535';

/** `--sport`, `--dport`: what the protocols with ports have alike. */
export function portOptions(kind: OptionDefinition['kind']): readonly OptionDefinition[] {
  return [
    {
      names: ['--sport', '--source-port'],
      kind,
      negatable: true,
      tests: 'sourcePort',
      label: 'sport',
      reads: 'from port {}',
      readsNot: 'not from port {}',
    },
    {
      names: ['--dport', '--destination-port'],
      kind,
      negatable: true,
      tests: 'destinationPort',
      label: 'dport',
      reads: 'to port {}',
      readsNot: 'not to port {}',
    },
  ];
}

/** The same where the tool leaves out a range of every port: tcp and udp do, dccp and sctp print it. */
export function portOptionsLeftOut(kind: OptionDefinition['kind']): readonly OptionDefinition[] {
  return portOptions(kind).map((option) => ({ ...option, omits: ANY_PORT }));
}
