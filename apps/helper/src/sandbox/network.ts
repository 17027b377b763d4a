import { existsSync, writeFileSync } from 'node:fs';
import { run } from '../exec.ts';
import { HelperRefusal } from '../failure.ts';

/** The two neighbours of the sandbox's firewall, each a network namespace of its own. */
export type Neighbour = 'wan' | 'lan';

/** Where a neighbour's namespace can be entered, inside the sandbox's mount namespace. */
export function namespacePath(neighbour: Neighbour): string {
  return `/run/netns/${neighbour}`;
}

/** Addresses of the firewall itself. */
export const FIREWALL = {
  wan4: '198.51.100.1',
  lan4: '10.66.0.1',
  wan6: '2001:db8:1::1',
  lan6: '2001:db8:66::1',
} as const;

/** Addresses on the public side: a neighbour that is many hosts at once. */
export const WAN_HOSTS = ['198.51.100.254', '192.0.2.10', '192.0.2.23', '203.0.113.9', '203.0.113.70'] as const;

/** Addresses on the private side. */
export const LAN_HOSTS = ['10.66.0.2', '10.66.0.3', '10.66.0.4'] as const;

/** The public neighbour's IPv6 address, and the private one's. */
export const WAN_HOST_6 = '2001:db8:1::254';
/** The private neighbour's IPv6 address. */
export const LAN_HOST_6 = '2001:db8:66::2';

const TIMEOUT = 10_000;

/**
 * Lays the sandbox's cables in the namespaces that this process is alone in: `wan0` and `lan0` on the firewall, a neighbour
 * behind each. Must run inside fresh user, mount and network namespaces; changes nothing outside them.
 */
export async function layNetwork(): Promise<void> {
  // A private /run holds the xtables lock and the names of the nested namespaces.
  await must('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  await batch(['netns add wan', 'netns add lan', 'link set lo up']);
  await batch([
    'link add wan0 type veth peer name eth0 netns wan',
    'link add lan0 type veth peer name eth0 netns lan',
    `addr add ${FIREWALL.wan4}/24 dev wan0`,
    `addr add ${FIREWALL.lan4}/24 dev lan0`,
    `addr add ${FIREWALL.wan6}/64 dev wan0 nodad`,
    `addr add ${FIREWALL.lan6}/64 dev lan0 nodad`,
    'link set wan0 up',
    'link set lan0 up',
    `route add default via ${WAN_HOSTS[0]}`,
    `-6 route add default via ${WAN_HOST_6}`,
  ]);
  await layNeighbour('wan', [
    ...WAN_HOSTS.map((host, at) => `addr add ${host}/${at === 0 ? 24 : 32} dev eth0`),
    `addr add ${WAN_HOST_6}/64 dev eth0 nodad`,
  ]);
  await layNeighbour('lan', [
    ...LAN_HOSTS.map((host) => `addr add ${host}/24 dev eth0`),
    `addr add ${LAN_HOST_6}/64 dev eth0 nodad`,
  ]);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  writeFileSync('/proc/sys/net/ipv6/conf/all/forwarding', '1');
  for (const what of ['acct', 'timestamp']) rememberMore(what);
}

/** Bytes and age of connections; a kernel that was built without them goes on without. */
function rememberMore(what: string): void {
  const file = `/proc/sys/net/netfilter/nf_conntrack_${what}`;
  if (existsSync(file)) writeFileSync(file, '1');
}

async function layNeighbour(neighbour: Neighbour, addresses: readonly string[]): Promise<void> {
  const gateway = neighbour === 'wan' ? FIREWALL.wan4 : FIREWALL.lan4;
  const gateway6 = neighbour === 'wan' ? FIREWALL.wan6 : FIREWALL.lan6;
  const lines = ['link set lo up', 'link set eth0 up', ...addresses];
  const routes = [`route add default via ${gateway}`, `-6 route add default via ${gateway6}`];
  await batch([...lines, ...routes], ['-n', neighbour]);
}

/** Several `ip` commands in one process, stopping at the first that fails. */
async function batch(lines: readonly string[], options: readonly string[] = []): Promise<void> {
  // In a batch the family is a line's own affair, but `-6` is only understood before the object, as an option of ip.
  for (const sixth of [false, true]) {
    const chosen = lines.filter((line) => line.startsWith('-6 ') === sixth).map((line) => line.replace(/^-6 /, ''));
    if (chosen.length === 0) continue;
    await must('ip', [...options, ...(sixth ? ['-6'] : []), '-batch', '-'], `${chosen.join('\n')}\n`);
  }
}

async function must(program: 'ip' | 'mount', argv: readonly string[], input?: string): Promise<void> {
  const { exit, stderr } = await run({ program, argv, input, timeout: TIMEOUT });
  if (exit !== 0)
    throw new HelperRefusal('unavailable', `The sandbox's network could not be laid (${program}).`, { stderr });
}
