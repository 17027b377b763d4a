/**
 * Modules whose rules no test asks of a kernel in a bare namespace, and what they would need. Whatever is not here is
 * compared with the real tools, and the support table (docs/modules) says so of nothing else.
 */
export const OF_THE_HOST: Readonly<Record<string, string>> = {
  set: 'a set of ipset',
  SET: 'a set of ipset',
  nfacct: 'an accounting object',
  rateest: 'a rate that another rule estimates',
  RATEEST: 'a rate that stays after the rule',
  osf: 'fingerprints of operating systems',
  bpf: 'a compiled program',
  cgroup: 'a control group',
  ipvs: 'a virtual service',
  LED: 'a light',
  IDLETIMER: 'a timer that stays after the rule',
};

/** Modules that the kernels of the tests do not have, so that only the tools' own reading of them is compared. */
export const NOT_IN_KERNEL: Readonly<Record<string, string>> = {
  CLUSTERIP: 'gone from kernels since 6.4',
  ULOG: 'gone from kernels since 3.17',
  QUEUE: 'taken by iptables-legacy only',
  AUDIT: 'a kernel with auditing',
  SECMARK: 'a kernel with SELinux',
  CONNSECMARK: 'a kernel with SELinux',
  connlabel: 'labels in /etc/xtables/connlabel.conf',
};

/** What the tools refuse of their own words, so that a rule built by a form may not be taken. */
export const MISREAD: Readonly<Record<string, string>> = {
  cluster: 'iptables 1.8.9 saves a node above 6 as a mask above 32, and does not read it again',
};
