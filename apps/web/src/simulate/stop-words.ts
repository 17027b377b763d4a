import type { Assumption, Fate } from '@sluice/analysis';
import { isHook, printOrdinal, type ChainRef, type ConnectionState } from '@sluice/netfilter';
import { deciderWords } from './decider-words.ts';
import type { Stop } from './stops.ts';

type StopOf<Kind extends Stop['kind']> = Extract<Stop, { readonly kind: Kind }>;

/** `Arrives on eth0`, `Sent by a process of this host`. */
export function startWords({ journey, by }: StopOf<'start'>): string {
  switch (journey) {
    case 'arriving':
    case 'forwarded':
      return by === undefined ? 'Arrives, on any interface' : `Arrives on ${by}`;
    case 'sent':
      return by === undefined ? 'Sent by a process of this host' : `Sent by a process of this host, by ${by}`;
    case 'looped':
      return 'Sent by a process of this host, to this host';
  }
}

/** A built-in chain with its table; a custom one by its name, which says enough. */
export function chainWords({ table, chain }: ChainRef): string {
  return isHook(chain) ? `${table}/${chain}` : chain;
}

/** What connection tracking says of it. */
export function trackingWords(states: readonly ConnectionState[] | undefined): string {
  return states === undefined ? 'nobody can tell' : states.join(', ');
}

/** Where the kernel's routing sends it. */
export function routingWords({ to, packet }: StopOf<'routing'>): string {
  const destination =
    packet.destination === undefined ? 'its destination' : printOrdinal(packet.destination, packet.family);
  if (to === 'INPUT') return `Routing: ${destination} is this host`;
  const out = packet.outInterface;
  return out === undefined || out === ''
    ? `Routing: ${destination} is elsewhere`
    : `Routing: ${destination}, out by ${out}`;
}

const ENDS: Readonly<Record<Fate, string>> = {
  accepted: 'Arrives',
  dropped: 'Dropped: the sender hears nothing',
  rejected: 'Rejected: the sender is told',
  lost: 'Lost: it may make no further hop',
  unknown: 'Ends in a target that cannot be foretold',
};

/** What becomes of it here. */
export function endWords({ fate, by }: StopOf<'end'>): string {
  if (fate !== 'accepted' || by.kind !== 'end') return ENDS[fate];
  return by.at === 'wire' ? 'Leaves this host' : 'Delivered to a process';
}

/** The fate as the answer begins. */
export const FATE_WORDS: Readonly<Record<Fate, string>> = {
  accepted: 'Accepted',
  dropped: 'Dropped',
  rejected: 'Rejected',
  lost: 'Lost',
  unknown: 'It depends',
};

/** What was taken for granted. */
export const ASSUMPTION_WORDS: Readonly<Record<Assumption, string>> = {
  translatedOnward: 'The translated address is taken to be another machine’s.',
  untranslated: 'The connection is taken to have no translation.',
};

/** `by filter/INPUT #3`; nothing where no rule had a say. */
export function byWords(by: Parameters<typeof deciderWords>[0]): string {
  return by.kind === 'end' ? 'no rule filters it' : `by ${deciderWords(by)}`;
}
