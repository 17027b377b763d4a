import { addrtype } from './addrtype.ts';
import { ah } from './ah.ts';
import { AUDIT } from './audit.ts';
import { bpf } from './bpf.ts';
import { cgroup } from './cgroup.ts';
import { CHECKSUM } from './checksum.ts';
import { CLASSIFY } from './classify.ts';
import { cluster } from './cluster.ts';
import { CLUSTERIP } from './clusterip.ts';
import { comment } from './comment.ts';
import { connbytes } from './connbytes.ts';
import { connlabel } from './connlabel.ts';
import { connlimit } from './connlimit.ts';
import { connmark } from './connmark.ts';
import { CONNSECMARK } from './connsecmark.ts';
import { conntrack } from './conntrack.ts';
import { cpu } from './cpu.ts';
import { CT, NOTRACK } from './ct.ts';
import { dccp } from './dccp.ts';
import type { MatchDefinition, ModuleDefinition, OptionDefinition, TargetDefinition } from './definition.ts';
import { devgroup } from './devgroup.ts';
import { dscp } from './dscp.ts';
import { DSCP } from './dscp-target.ts';
import { ecn } from './ecn.ts';
import { ECN } from './ecn-target.ts';
import { esp } from './esp.ts';
import { eui64 } from './eui64.ts';
import { dst, hbh } from './extension-headers.ts';
import { frag } from './frag.ts';
import { hashlimit } from './hashlimit.ts';
import { helper } from './helper.ts';
import { HMARK } from './hmark.ts';
import { hl, ttl } from './hop-limit.ts';
import { HL, TTL } from './hop-limit-target.ts';
import { icmp } from './icmp.ts';
import { icmp6 } from './icmp6.ts';
import { IDLETIMER } from './idletimer.ts';
import { ipcomp } from './ipcomp.ts';
import { iprange } from './iprange.ts';
import { ipv6header } from './ipv6header.ts';
import { ipvs } from './ipvs.ts';
import { LED } from './led.ts';
import { length } from './length.ts';
import { limit } from './limit.ts';
import { LOG } from './log.ts';
import { mac } from './mac.ts';
import { mark } from './mark.ts';
import { mh } from './mh.ts';
import { multiport } from './multiport.ts';
import { DNAT, MASQUERADE, REDIRECT, SNAT } from './nat.ts';
import { NETMAP } from './netmap.ts';
import { nfacct } from './nfacct.ts';
import { NFLOG } from './nflog.ts';
import { NFQUEUE } from './nfqueue.ts';
import { DNPT, SNPT } from './npt.ts';
import { osf } from './osf.ts';
import { owner } from './owner.ts';
import { physdev } from './physdev.ts';
import { pkttype } from './pkttype.ts';
import { policy } from './policy.ts';
import { quota } from './quota.ts';
import { rateest } from './rateest.ts';
import { RATEEST } from './rateest-target.ts';
import { realm } from './realm.ts';
import { recent } from './recent.ts';
import { REJECT } from './reject.ts';
import { rpfilter } from './rpfilter.ts';
import { rt } from './rt.ts';
import { sctp } from './sctp.ts';
import { SECMARK } from './secmark.ts';
import { set } from './set.ts';
import { CONNMARK, MARK } from './set-mark.ts';
import { SET } from './set-target.ts';
import { socket } from './socket.ts';
import { srh } from './srh.ts';
import { state } from './state.ts';
import { statistic } from './statistic.ts';
import { string } from './string.ts';
import { SYNPROXY } from './synproxy.ts';
import { tcp } from './tcp.ts';
import { tcpmss } from './tcpmss.ts';
import { TCPMSS } from './tcpmss-target.ts';
import { TCPOPTSTRIP } from './tcpoptstrip.ts';
import { TEE } from './tee.ts';
import { time } from './time.ts';
import { tos } from './tos.ts';
import { TOS } from './tos-target.ts';
import { TPROXY } from './tproxy.ts';
import { TRACE } from './trace.ts';
import { u32 } from './u32.ts';
import { udp } from './udp.ts';
import { ULOG } from './ulog.ts';
import { ACCEPT, DROP, QUEUE, RETURN } from './verdicts.ts';

/** Every match module that we know. A new module is one file and one line here. */
export const MATCHES: readonly MatchDefinition[] = [
  addrtype,
  ah,
  bpf,
  cgroup,
  cluster,
  comment,
  connbytes,
  connlabel,
  connlimit,
  connmark,
  conntrack,
  cpu,
  dccp,
  devgroup,
  dscp,
  dst,
  ecn,
  esp,
  eui64,
  frag,
  hashlimit,
  hbh,
  helper,
  hl,
  icmp,
  icmp6,
  ipcomp,
  iprange,
  ipv6header,
  ipvs,
  length,
  limit,
  mac,
  mark,
  mh,
  multiport,
  nfacct,
  osf,
  owner,
  physdev,
  pkttype,
  policy,
  quota,
  rateest,
  realm,
  recent,
  rpfilter,
  rt,
  sctp,
  set,
  socket,
  srh,
  state,
  statistic,
  string,
  tcp,
  tcpmss,
  time,
  tos,
  ttl,
  u32,
  udp,
];

/** Every target that we know. */
export const TARGETS: readonly TargetDefinition[] = [
  ACCEPT,
  AUDIT,
  CHECKSUM,
  CLASSIFY,
  CLUSTERIP,
  CONNMARK,
  CONNSECMARK,
  CT,
  DNAT,
  DNPT,
  DROP,
  DSCP,
  ECN,
  HL,
  HMARK,
  IDLETIMER,
  LED,
  LOG,
  MARK,
  MASQUERADE,
  NETMAP,
  NFLOG,
  NFQUEUE,
  NOTRACK,
  QUEUE,
  RATEEST,
  REDIRECT,
  REJECT,
  RETURN,
  SECMARK,
  SET,
  SNAT,
  SNPT,
  SYNPROXY,
  TCPMSS,
  TCPOPTSTRIP,
  TEE,
  TOS,
  TPROXY,
  TRACE,
  TTL,
  ULOG,
];

const matches = new Map(MATCHES.map((each) => [each.name, each]));
const targets = new Map(TARGETS.map((each) => [each.name, each]));

/** Other names under which a match can be asked for. */
const SYNONYMS: Readonly<Record<string, string>> = {
  icmpv6: 'icmp6',
  'ipv6-icmp': 'icmp6',
  'ipv6-mh': 'mh',
  'mobility-header': 'mh',
};

/** The name under which a match module is printed. */
export function moduleName(name: string): string {
  return Object.hasOwn(SYNONYMS, name) ? (SYNONYMS[name] ?? name) : name;
}

/** The match module of that name, if we know it. */
export function findMatch(name: string): MatchDefinition | undefined {
  return matches.get(name);
}

/** The target of that name, if we know it. A chain of the same name cannot exist. */
export function findTarget(name: string): TargetDefinition | undefined {
  return targets.get(name);
}

/** The match module that iptables loads by itself when a rule with this protocol uses one of its options. */
export function protocolMatch(protocol: string): MatchDefinition | undefined {
  const found = findMatch(moduleName(protocol));
  return found?.protocols?.length === 1 ? found : undefined;
}

/** The option under any of its spellings. */
export function findOption(module: ModuleDefinition, name: string): OptionDefinition | undefined {
  return module.options.find((option) => option.names.includes(name));
}

/** Whether iptables has a match module of this name. */
export function isMatchName(name: string): boolean {
  return matches.has(moduleName(name));
}

/** What iptables ships as targets for its own use. */
const INTERNAL_TARGETS: readonly string[] = ['standard', 'NAT'];

/** Whether iptables has a target of this name, so that no chain can have it. */
export function isTargetName(name: string): boolean {
  return targets.has(name) || INTERNAL_TARGETS.includes(name);
}
