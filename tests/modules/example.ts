import { printSpec } from '../../packages/iptables/src/index.ts';
import {
  exampleOf,
  findOption,
  withMatch,
  type Family,
  type ModuleDefinition,
  type OptionUse,
  type RuleSpec,
  type TableName,
} from '../../packages/netfilter/src/index.ts';

/** A whole rule that uses a module, made from its definition: the values are the first examples of their kinds. */
export interface ModuleExample {
  readonly table: TableName;
  readonly family: Family;
  readonly spec: RuleSpec;
  readonly line: string;
}

/** Values that tell more than the first example of their kind, or that have to go with the other options. */
const VALUES: Readonly<Record<string, string>> = {
  '--cluster-local-nodemask': '0x1',
  '--cluster-total-nodes': '2',
  '--comment': 'why this rule exists',
  '--connbytes-dir': 'both',
  '--connbytes-mode': 'bytes',
  '--ctstate': 'NEW',
  '--dst-pfx': '2001:db8:1::/48',
  '--genre': 'Linux',
  '--hashlimit-mode': 'srcip',
  '--hashlimit-name': 'web',
  '--header': 'hop-by-hop',
  '--helper': 'ftp',
  '--hitcount': '4',
  '--hl-set': '64',
  '--hmark-tuple': 'src,dst',
  '--led-trigger-id': 'firewall',
  '--log-prefix': 'dropped: ',
  '--mss': '1460',
  '--nfacct-name': 'http',
  '--nflog-group': '1',
  '--nflog-prefix': 'seen: ',
  '--path': 'system.slice/nginx.service',
  '--pol': 'ipsec',
  '--queue-num': '1',
  '--rateest-ewmalog': '1s',
  '--rt-type': '0',
  '--seconds': '60',
  '--selctx': 'system_u:object_r:httpd_packet_t:s0',
  '--src-type': 'LOCAL',
  '--state': 'NEW',
  '--strip-options': 'timestamp',
  '--timestop': '18:00',
  '--ttl-set': '64',
  '--uid-owner': '1000',
  '--weekdays': 'Sat,Sun',
  '--wscale': '7',
};

/** More than an option cannot do without, where that alone would be refused or say little. */
const MORE: Readonly<Record<string, readonly string[]>> = {
  bpf: ['--bytecode'],
  CLUSTERIP: [],
  CHECKSUM: ['--checksum-fill'],
  cluster: ['--cluster-hash-seed'],
  CONNSECMARK: ['--save'],
  connlimit: ['--connlimit-above'],
  conntrack: ['--ctstate'],
  CT: ['--zone'],
  devgroup: ['--src-group'],
  ecn: ['--ecn-ip-ect'],
  ECN: ['--ecn-tcp-remove'],
  hashlimit: ['--hashlimit-mode'],
  ipv6header: ['--header'],
  limit: ['--limit'],
  LOG: ['--log-prefix'],
  MASQUERADE: [],
  NFLOG: ['--nflog-group', '--nflog-prefix'],
  NFQUEUE: ['--queue-num'],
  physdev: ['--physdev-in'],
  policy: ['--dir', '--pol'],
  rateest: ['--rateest', '--rateest-gt', '--rateest-bps'],
  recent: ['--update', '--seconds', '--hitcount'],
  REJECT: ['--reject-with'],
  rt: ['--rt-type'],
  sctp: ['--dport'],
  srh: ['--srh-segs-left-eq'],
  SET: ['--add-set'],
  SYNPROXY: ['--mss', '--wscale'],
  statistic: ['--mode', '--probability'],
  tcp: ['--dport', '--tcp-flags'],
  TCPMSS: ['--clamp-mss-to-pmtu'],
  time: ['--timestart', '--timestop', '--weekdays'],
  TPROXY: ['--on-port'],
  udp: ['--dport'],
};

/** The rule that shows how a module is used. */
export function exampleFor(module: ModuleDefinition): ModuleExample {
  const family = module.families?.[0] ?? 'ipv4';
  const groups = (module.requires ?? []).map(([first]) => first);
  const more = MORE[module.name];
  const missing = groups.filter((_, at) => !module.requires?.[at]?.some((name) => more?.includes(name)));
  const first = missing.length === 0 && !more ? module.options.slice(0, 1).map(({ names: [name] }) => name) : [];
  const names = [...new Set([...missing, ...(more ?? []), ...first])].filter((name) => name !== undefined);
  const options = names.map((name) => useOf(module, name, family));
  const tables = module.place?.(options)?.tables ?? ['filter'];
  const table = tables.includes('filter') ? 'filter' : (tables[0] ?? 'filter');
  const spec = withModule(module, options, family);
  return { table, family, spec, line: printSpec(spec, { family }) };
}

function useOf(module: ModuleDefinition, name: string, family: Family): OptionUse {
  const option = findOption(module, name);
  if (!option) throw new Error(`${module.name} has no ${name}`);
  const said = VALUES[name];
  const values = said === undefined ? exampleOf(option.kind, family) : [said];
  return { name, negated: false, values };
}

function withModule(module: ModuleDefinition, options: readonly OptionUse[], family: Family): RuleSpec {
  if (module.type === 'match') {
    const bare = withMatch({ matches: [] }, module.name, family);
    const target = { how: 'jump', name: 'ACCEPT', options: [] } as const;
    return { ...bare, matches: [{ module: module.name, options }], target };
  }
  const needsPorts = options.some((use) => findOption(module, use.name)?.protocols?.(use.values) !== undefined);
  const protocol = module.protocols?.[0] ?? (needsPorts ? 'tcp' : undefined);
  const target = { how: 'jump', name: module.name, options } as const;
  const syn = { module: 'tcp', options: [{ name: '--tcp-flags', negated: false, values: ['SYN,RST', 'SYN'] }] };
  const matches = module.name === 'TCPMSS' ? [syn] : [];
  return { ...(protocol !== undefined && { protocol: { negated: false, value: protocol } }), matches, target };
}
