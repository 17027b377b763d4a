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
