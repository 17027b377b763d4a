import type { Rule } from './rule.ts';
import type { ChainRef } from './ruleset.ts';

/** A program that writes rules of its own, and rewrites them when it likes. */
export interface Owner {
  readonly id: OwnerId;
  /** As its users call it. */
  readonly name: string;
  /** What happens to a change that a person makes among its rules, and where to make it instead. One or two sentences. */
  readonly advice: string;
  /** The chain that the program leaves to persons, where it has one. */
  readonly place?: ChainRef;
}

/** The programs that are recognised. */
export type OwnerId =
  | 'docker'
  | 'podman'
  | 'fail2ban'
  | 'sshguard'
  | 'crowdsec'
  | 'kube-proxy'
  | 'kube-router'
  | 'calico'
  | 'cilium'
  | 'flannel'
  | 'istio'
  | 'ufw'
  | 'firewalld'
  | 'libvirt'
  | 'tailscale'
  | 'openstack';

interface Known extends Owner {
  /** Names of its chains: whole, or a beginning when they end in `*`. */
  readonly chains: readonly string[];
  /** How comments of its rules begin that stand in chains of others. */
  readonly comments?: readonly string[];
}

const DOCKER_USER: ChainRef = { table: 'filter', chain: 'DOCKER-USER' };

const FIREWALLD_CHAINS = ['INPUT', 'FORWARD', 'PREROUTING', 'POSTROUTING', 'OUTPUT'].flatMap((hook) =>
  ['ZONES', 'ZONES_SOURCE', 'POLICIES_pre', 'POLICIES_post', 'direct'].map((part) => `${hook}_${part}`),
);

/*
 * The names are those that the programs' sources give their chains: moby (libnetwork/iptables), netavark, fail2ban
 * (action.d/iptables*), kubernetes (pkg/proxy/iptables, pkg/kubelet), felix (rules/rule_defs.go), cilium (pkg/datapath/linux/iptables),
 * istio (tools/istio-iptables), ufw (backend_iptables.py), firewalld (core/ipXtables.py), libvirt (viriptables.c, nwfilter_ebiptables_driver.c).
 */
const KNOWN: readonly Known[] = [
  {
    id: 'docker',
    name: 'Docker',
    advice: 'Docker writes these again when it starts or a container comes. Rules of your own belong into DOCKER-USER.',
    place: DOCKER_USER,
    chains: ['DOCKER', 'DOCKER-*'],
  },
  {
    id: 'podman',
    name: 'Podman',
    advice: 'Podman writes these again when a container starts.',
    chains: ['NETAVARK*', 'CNI-*'],
  },
  {
    id: 'fail2ban',
    name: 'fail2ban',
    advice: 'fail2ban adds and removes bans by itself. Use "fail2ban-client set JAIL banip" or "unbanip".',
    chains: ['f2b-*', 'fail2ban-*'],
  },
  { id: 'sshguard', name: 'sshguard', advice: 'sshguard adds and removes blocks by itself.', chains: ['sshguard'] },
  { id: 'crowdsec', name: 'CrowdSec', advice: 'CrowdSec adds and removes bans by itself.', chains: ['CROWDSEC*'] },
  {
    id: 'kube-router',
    name: 'kube-router',
    advice: 'kube-router writes these again within seconds. Change the network policies of the cluster.',
    chains: ['KUBE-ROUTER-*', 'KUBE-POD-FW-*', 'KUBE-NWPLCY-*'],
  },
  {
    id: 'kube-proxy',
    name: 'Kubernetes',
    advice: 'kube-proxy and the kubelet write these again within seconds. Change the services of the cluster.',
    chains: ['KUBE-*'],
    comments: ['kubernetes '],
  },
  {
    id: 'calico',
    name: 'Calico',
    advice: 'Calico writes these again within seconds. Change the network policies of the cluster.',
    chains: ['cali-*'],
    comments: ['cali:'],
  },
  {
    id: 'cilium',
    name: 'Cilium',
    advice: 'Cilium writes these again when its agent starts.',
    chains: ['CILIUM_*', 'OLD_CILIUM_*'],
    comments: ['cilium'],
  },
  {
    id: 'flannel',
    name: 'flannel',
    advice: 'flannel writes these again within seconds.',
    chains: ['FLANNEL-*'],
    comments: ['flanneld '],
  },
  {
    id: 'istio',
    name: 'Istio',
    advice: 'Istio writes these when the pod starts. Change the annotations of the pod.',
    chains: ['ISTIO_*'],
  },
  {
    id: 'ufw',
    name: 'ufw',
    advice: 'ufw writes these again at every reload. Use "ufw allow" and "ufw deny", or its files in /etc/ufw.',
    chains: ['ufw-*', 'ufw6-*'],
  },
  {
    id: 'firewalld',
    name: 'firewalld',
    advice: 'firewalld drops and writes all of these at every reload. Use "firewall-cmd".',
    chains: [...FIREWALLD_CHAINS, ...['IN_*', 'FWD_*', 'FWDI_*', 'FWDO_*', 'PRE_*', 'POST_*'].flatMap(zones)],
  },
  {
    id: 'libvirt',
    name: 'libvirt',
    advice: 'libvirt writes these again when a network starts. Change the network with "virsh net-edit".',
    chains: ['LIBVIRT_*', 'libvirt-*', 'FI-*', 'FO-*', 'FJ-*', 'HI-*', 'HJ-*'],
  },
  {
    id: 'tailscale',
    name: 'Tailscale',
    advice: 'Tailscale writes these again when it starts. Use "tailscale set --netfilter-mode".',
    chains: ['ts-input', 'ts-forward', 'ts-postrouting'],
  },
  {
    id: 'openstack',
    name: 'OpenStack',
    advice: 'neutron writes these again within seconds. Change the security groups.',
    chains: ['neutron-*'],
  },
];

/** Firewalld's own zones: `IN_public`, and what stands below; a person's `IN_WEB` is none of them. */
function zones(beginning: string): readonly string[] {
  const names = [
    'public',
    'internal',
    'external',
    'trusted',
    'home',
    'work',
    'dmz',
    'block',
    'drop',
    'docker',
    'libvirt',
    'policy_',
  ];
  return names.flatMap((zone) => [beginning.replace('*', zone), beginning.replace('*', `${zone}_*`)]);
}

/** Chains that a program makes and never writes again: what stands in them is a person's. */
const PLACES: ReadonlySet<string> = new Set(KNOWN.flatMap(({ place }) => (place ? [place.chain] : [])));

const WHOLE = new Map(
  KNOWN.flatMap((owner) => owner.chains.filter((name) => !name.endsWith('*')).map((name) => [name, owner])),
);
const BEGINNINGS = KNOWN.flatMap((owner) =>
  owner.chains.filter((name) => name.endsWith('*')).map((name) => ({ start: name.slice(0, -1), owner })),
);

/** The program that made this chain, as far as its name tells. */
export function makerOfChain(chain: string): Owner | null {
  return WHOLE.get(chain) ?? BEGINNINGS.find(({ start }) => chain.startsWith(start))?.owner ?? null;
}

/** The program that writes the rules of this chain; null for chains that it leaves to persons, as DOCKER-USER. */
export function ownerOfChain(chain: string): Owner | null {
  return PLACES.has(chain) ? null : makerOfChain(chain);
}

/** The program that wrote a rule: by the chain in which it stands, the chain that it calls, or its comment. */
export function ownerOfRule(rule: Rule, chain: string): Owner | null {
  const own = ownerOfChain(chain);
  if (own) return own;
  const called = rule.spec.target ? makerOfChain(rule.spec.target.name) : null;
  return called ?? ownerByComment(rule);
}

function ownerByComment({ text, spec }: Rule): Owner | null {
  // Most rules have no comment, and most rulesets are large.
  if (!text.includes('--comment')) return null;
  const words = spec.matches
    .filter(({ module }) => module === 'comment')
    .flatMap(({ options }) => options.flatMap(({ values }) => values));
  const [comment = ''] = words;
  return KNOWN.find(({ comments }) => comments?.some((start) => comment.startsWith(start))) ?? null;
}
