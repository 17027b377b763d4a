import type { PacketWords } from '@sluice/analysis';
import { protocolName, readFields, type Hook, type Negatable, type RuleSpec } from '@sluice/netfilter';

/** How a packet comes to each hook, as the words of a packet say it. */
const PATHS: Readonly<Record<Hook, string>> = {
  PREROUTING: 'arriving',
  INPUT: 'arriving',
  FORWARD: 'forwarded',
  OUTPUT: 'sent',
  POSTROUTING: 'sent',
};

/** A packet that this rule is about, as far as its fields say it plainly: what it negates or asks besides stays open. */
export function packetOfRule(spec: RuleSpec, hook: Hook): PacketWords {
  const fields = readFields(spec);
  const protocol = plain(fields.protocol);
  const state = fields.ctstates && !fields.ctstates.negated ? fields.ctstates.value[0] : undefined;
  return said({
    path: PATHS[hook],
    in: linkOf(plain(fields.inInterface)),
    out: linkOf(plain(fields.outInterface)),
    proto: protocol === undefined || protocol === 'all' ? undefined : protocolName(protocol),
    src: addressIn(plain(fields.source)),
    dst: addressIn(plain(fields.destination)),
    sport: portIn(plain(fields.sourcePort)),
    dport: portIn(plain(fields.destinationPort)),
    state: state === 'NEW' || state === 'ESTABLISHED' || state === 'RELATED' || state === 'INVALID' ? state : undefined,
  });
}

/** Only the words that say something: the others are the reader's to propose. */
function said(words: PacketWords): PacketWords {
  return Object.fromEntries(Object.entries(words).filter(([, value]) => value !== undefined));
}

function plain(field: Negatable<string> | undefined): string | undefined {
  return field && !field.negated ? field.value : undefined;
}

/** `docker+` stands for many links. */
function linkOf(name: string | undefined): string | undefined {
  return name?.endsWith('+') === true ? `${name.slice(0, -1)}0` : name;
}

/** The first address of a prefix, `10.0.0.0/8`; of a mask or a name nothing. */
function addressIn(prefix: string | undefined): string | undefined {
  const [, address] = /^([\da-f.:]+)(?:\/\d+)?$/i.exec(prefix ?? '') ?? [];
  return address;
}

/** The first port of a list or a range. */
function portIn(ports: string | undefined): string | undefined {
  return /^\d+/.exec(ports ?? '')?.[0];
}
