import type { PacketField } from '../packet/packet.ts';
import { defineMatch, type OptionDefinition } from './definition.ts';
import { numberRange } from './kinds/number.ts';
import { ports } from './kinds/ports.ts';
import { prefix } from './kinds/prefix.ts';
import { protocolByNumber } from './kinds/protocol.ts';
import { choice, wordSet } from './kinds/words.ts';

const LONGEST_EXPIRY = 0xffff_ffff;

function address(name: string, label: string, says: string, tests?: PacketField): OptionDefinition {
  return {
    names: [name],
    kind: prefix({ whole: 'bare' }),
    negatable: true,
    ...(tests && { tests }),
    label,
    reads: `of a connection ${says} {}`,
    readsNot: `of a connection not ${says} {}`,
  };
}

function port(name: string, label: string, says: string, tests?: PacketField): OptionDefinition {
  return {
    names: [name],
    kind: ports,
    negatable: true,
    ...(tests && { tests }),
    label,
    reads: `of a connection ${says} {}`,
    readsNot: `of a connection not ${says} {}`,
  };
}

const anyStatuses = wordSet({ order: ['EXPECTED', 'SEEN_REPLY', 'ASSURED', 'CONFIRMED', 'NONE'], shortens: true });

/** NONE is a bit that is none: beside others it says nothing. */
const statuses: typeof anyStatuses = {
  ...anyStatuses,
  print: (words, family) =>
    anyStatuses.print(words.length > 1 ? words.filter((word) => word !== 'NONE') : words, family),
};

/** `-m conntrack`: what connection tracking knows of the packet's connection. */
export const conntrack = defineMatch({
  name: 'conntrack',
  help: 'What connection tracking knows of the connection: state, original addresses, NAT',
  tracks: true,
  needsOption: true,
  options: [
    {
      names: ['--ctstate'],
      kind: wordSet({
        order: ['INVALID', 'NEW', 'RELATED', 'ESTABLISHED', 'UNTRACKED', 'SNAT', 'DNAT'],
        shortens: true,
      }),
      negatable: true,
      tests: 'states',
      label: 'ct',
      reads: 'in connection state {}',
      readsNot: 'not in connection state {}',
    },
    {
      names: ['--ctproto'],
      kind: protocolByNumber,
      negatable: true,
      label: 'ct proto',
      reads: 'of a {} connection',
      readsNot: 'of a connection that is not {}',
    },
    address('--ctorigsrc', 'orig from', 'that began from', 'originalSource'),
    address('--ctorigdst', 'orig to', 'that was addressed to', 'originalDestination'),
    address('--ctreplsrc', 'reply from', 'answered from'),
    address('--ctrepldst', 'reply to', 'answered to'),
    port('--ctorigsrcport', 'orig sport', 'that began from port', 'originalSourcePort'),
    port('--ctorigdstport', 'orig dport', 'that was addressed to port', 'originalDestinationPort'),
    port('--ctreplsrcport', 'reply sport', 'answered from port'),
    port('--ctrepldstport', 'reply dport', 'answered to port'),
    {
      names: ['--ctstatus'],
      kind: statuses,
      negatable: true,
      label: 'ct status',
      reads: 'of a connection with status {}',
      readsNot: 'of a connection without status {}',
    },
    {
      names: ['--ctexpire'],
      kind: numberRange({ max: LONGEST_EXPIRY, separator: ':' }),
      negatable: true,
      label: 'ct expires',
      reads: 'of a connection that expires in {} seconds',
      readsNot: 'of a connection that does not expire in {} seconds',
    },
    {
      names: ['--ctdir'],
      kind: choice({ of: ['ORIGINAL', 'REPLY'] }),
      tests: 'direction',
      label: 'ct dir',
      reads: 'in the {} direction of its connection',
    },
  ],
});
