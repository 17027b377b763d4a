import { findMatch, findTarget, moduleName } from '../extensions/registry.ts';
import type { RuleSpec } from '../rule.ts';
import type { Chain, Ruleset } from '../ruleset.ts';
import type { ConnectionState, Packet } from './packet.ts';

const TCP = 6;
const ICMP = 1;
const ICMPV6 = 58;
const [FIN, SYN, RST, PSH, ACK, URG] = [1, 2, 4, 8, 16, 32] as const;

/** First packets that tcp takes, without ECE and CWR: SYN; and, by nf_conntrack_tcp_loose, ACK of a flow that it missed. */
const OPENING = [SYN, SYN | URG, SYN | PSH, ACK, ACK | PSH, ACK | URG, ACK | PSH | URG];
const ECHOES = [8, 13, 15, 17];
const ECHOES_V6 = [128, 139];
/** Router and neighbour discovery, and reports of multicast listeners (nf_conntrack_proto_icmpv6.c). */
const UNTRACKED_V6 = [130, 131, 132, 133, 134, 135, 136, 143];

/**
 * The state of a packet that belongs to no connection yet, as kernel 6.18 says it with its default settings. Undefined where
 * that depends on what is not known of the packet.
 */
export function firstState({ protocol, icmp, tcpFlags }: Packet): ConnectionState | undefined {
  if (protocol === undefined) return undefined;
  if (protocol === TCP) {
    if (tcpFlags === undefined || tcpFlags === null) return undefined;
    return OPENING.includes(tcpFlags & (FIN | SYN | RST | PSH | ACK | URG)) ? 'NEW' : 'INVALID';
  }
  if (protocol !== ICMP && protocol !== ICMPV6) return 'NEW';
  if (icmp === undefined || icmp === null) return undefined;
  const type = icmp >> 8;
  if (protocol === ICMPV6 && UNTRACKED_V6.includes(type)) return 'UNTRACKED';
  return (protocol === ICMP ? ECHOES : ECHOES_V6).includes(type) ? 'NEW' : 'INVALID';
}

/**
 * Whether a rule makes the kernel track connections. Where no rule of the family does, nat chains are not asked at all
 * (measured: kernel 6.18, both backends).
 */
export function tracksConnections(ruleset: Ruleset): boolean {
  return ruleset.tables.some(({ chains }) => chains.some(chainTracks));
}

const known = new WeakMap<Chain, boolean>();

/** An edit leaves all other chains as they are, and there may be 20,000. */
function chainTracks(chain: Chain): boolean {
  const found = known.get(chain) ?? chain.rules.some(({ spec }) => ruleTracks(spec));
  known.set(chain, found);
  return found;
}

function ruleTracks({ matches, target }: RuleSpec): boolean {
  if (matches.some(({ module }) => findMatch(moduleName(module))?.tracks)) return true;
  return target?.how === 'jump' && findTarget(target.name)?.tracks?.(target.options) === true;
}
