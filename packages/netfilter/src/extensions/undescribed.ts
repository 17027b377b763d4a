/** The match modules that iptables 1.8 ships. Those of them that no definition describes pass through as they are. */
export const SHIPPED_MATCHES: ReadonlySet<string> = new Set(
  (
    'addrtype ah bpf cgroup cluster comment connbytes connlabel connlimit connmark conntrack cpu dccp devgroup dscp dst ecn ' +
    'esp eui64 frag hashlimit hbh helper hl icmp icmp6 ipcomp iprange ipv6header ipvs length limit mac mark mh multiport ' +
    'nfacct osf owner physdev pkttype policy quota rateest realm recent rpfilter rt sctp set socket srh state statistic ' +
    'string tcp tcpmss time tos ttl u32 udp'
  ).split(' '),
);

/**
 * Targets that iptables has and no definition describes yet: their rules pass through as they are.
 * A name leaves this list when its definition comes.
 */
export const UNDESCRIBED_TARGETS: readonly string[] = [
  'AUDIT',
  'CLUSTERIP',
  'CONNSECMARK',
  'DNPT',
  'HMARK',
  'IDLETIMER',
  'LED',
  'RATEEST',
  'SECMARK',
  'SNPT',
  'TARPIT',
  'TCPOPTSTRIP',
  'ULOG',
];
