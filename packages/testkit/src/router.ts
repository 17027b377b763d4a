import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { kernelIn, type Kernel, type KernelOptions } from './kernel.ts';
import { openNamespace, openNeighbour, type Namespace } from './namespace.ts';
import { mustRun, PLAIN_ENV } from './process.ts';

/** One packet to be sent, and what follows from it: an echo, and when it came a second packet, whose echo is waited for. */
export interface Flow {
  readonly protocol: 'udp' | 'tcp';
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
}

/** Where packets can start. */
export type Sender = 'client' | 'machine';

/** A machine that forwards between a client and a server, with programs in all three that answer. */
export interface Router {
  readonly kernel: Kernel;
  readonly addresses: RouterAddresses;
  /** Sends all at once, and says of each whether something answered. */
  send(from: Sender, flows: readonly Flow[]): Promise<readonly boolean[]>;
}

/** Who has which address; the machine's ends of the wires are `wan0` (client) and `lan0` (server). */
export interface RouterAddresses {
  readonly wan: string;
  readonly lan: string;
  readonly clients: readonly string[];
  readonly server: string;
  readonly loopback: string;
}

const ADDRESSES: Readonly<Record<'ipv4' | 'ipv6', RouterAddresses>> = {
  ipv4: {
    wan: '198.51.100.1',
    lan: '203.0.113.1',
    clients: ['198.51.100.2', '198.51.100.3', '198.51.100.7'],
    server: '203.0.113.2',
    loopback: '127.0.0.1',
  },
  ipv6: {
    wan: '2001:db8:1::1',
    lan: '2001:db8:2::1',
    clients: ['2001:db8:1::2', '2001:db8:1::3', '2001:db8:1::7'],
    server: '2001:db8:2::2',
    loopback: '::1',
  },
};

/** UDP ports that answer, and ports that take and keep silent; on tcp nothing listens. */
export const PORTS = { echo: [53, 80, 5000], sink: [9001, 9002, 9003] } as const;

/** How long an answer may take; a SYN is sent again after a second. */
const WAIT_MS = 600;

/** Runs `use` with a router, and takes everything away whatever happens. */
export async function withRouter<T>(options: KernelOptions, use: (router: Router) => Promise<T>): Promise<T> {
  const machine = await openNamespace();
  const opened: { close(): Promise<void> }[] = [machine];
  try {
    const [client, server] = [await openNeighbour(machine), await openNeighbour(machine)];
    opened.push(client, server);
    await joinUp({ machine, client, server }, options.family);
    const type = options.family === 'ipv4' ? 'udp4' : 'udp6';
    const agents = { client: startAgent(client), machine: startAgent(machine), server: startAgent(server) };
    opened.push(...Object.values(agents));
    for (const agent of Object.values(agents)) await agent.ask({ ...PORTS, type });
    return await use({
      kernel: kernelIn(machine, options),
      addresses: ADDRESSES[options.family],
      send: async (from, flows) =>
        (await agents[from].ask({ flows: flows.map((flow) => ({ ...flow, waitMs: WAIT_MS })) })) as readonly boolean[],
    });
  } finally {
    for (const each of opened.toReversed()) await each.close();
  }
}

interface Three {
  readonly machine: Namespace;
  readonly client: Namespace;
  readonly server: Namespace;
}

const run = async (where: Namespace, line: string): Promise<unknown> => mustRun(where.inside(line.split(' ')));

async function joinUp({ machine, client, server }: Three, family: 'ipv4' | 'ipv6'): Promise<void> {
  const { wan, lan, clients, server: served } = ADDRESSES[family];
  const bits = family === 'ipv4' ? 24 : 64;
  for (const [link, far] of [
    ['wan0', client],
    ['lan0', server],
  ] as const) {
    await run(machine, `ip link add ${link} type veth peer name eth0 netns ${far.pid}`);
  }
  // A packet of the wire's own making (neighbour discovery, listener reports) would be counted by the rules.
  const six = ['net.ipv6.conf.all.forwarding=1', 'net.ipv6.conf.default.accept_dad=0', 'net.ipv6.icmp.ratelimit=0'];
  const four = ['net.ipv4.ip_forward=1', 'net.ipv4.icmp_ratelimit=0', 'net.ipv4.icmp_msgs_per_sec=100000'];
  for (const setting of [...four, ...six]) await run(machine, `sysctl -qw ${setting}`);
  const links = [
    [machine, 'wan0', [wan]],
    [machine, 'lan0', [lan]],
    [client, 'eth0', clients],
    [server, 'eth0', [served]],
  ] as const;
  for (const [where, link, addresses] of links) {
    if (family === 'ipv4') await run(where, `sysctl -qw net.ipv6.conf.${link}.disable_ipv6=1`);
    // Without an address of its own a link asks for no router.
    await run(where, `ip link set ${link} addrgenmode none`);
    for (const address of addresses) {
      await run(where, `ip address add ${address}/${bits} dev ${link}${family === 'ipv6' ? ' nodad' : ''}`);
    }
    await run(where, `ip link set ${link} up`);
  }
  await run(client, `ip route add default via ${wan}`);
  await run(server, `ip route add default via ${lan}`);
  await fixNeighbours({ machine, client, server }, family);
}

async function macOf(where: Namespace, link: string): Promise<string> {
  const { stdout } = await mustRun(where.inside(['ip', '-o', 'link', 'show', 'dev', link]));
  return /link\/ether ([\da-f:]+)/.exec(stdout)?.[1] ?? '';
}

async function know(where: Namespace, link: string, mac: string, addresses: readonly string[]): Promise<void> {
  for (const address of addresses) {
    await run(where, `ip neigh replace ${address} lladdr ${mac} dev ${link} nud permanent`);
  }
}

/** Everybody knows everybody's hardware address, so that nobody has to ask. */
async function fixNeighbours({ machine, client, server }: Three, family: 'ipv4' | 'ipv6'): Promise<void> {
  const { wan, lan, clients, server: served } = ADDRESSES[family];
  await know(machine, 'wan0', await macOf(client, 'eth0'), clients);
  await know(machine, 'lan0', await macOf(server, 'eth0'), [served]);
  await know(client, 'eth0', await macOf(machine, 'wan0'), [wan]);
  await know(server, 'eth0', await macOf(machine, 'lan0'), [lan]);
}

interface Agent {
  ask(order: unknown): Promise<unknown>;
  close(): Promise<void>;
}

function startAgent(namespace: Namespace): Agent {
  const file = join(import.meta.dirname, 'traffic-agent.ts');
  const [program = '', ...args] = namespace.inside([process.execPath, '--no-warnings', file]);
  const agent = spawn(program, args, { env: PLAIN_ENV });
  const ended = once(agent, 'close');
  const complaints: Buffer[] = [];
  agent.stderr.on('data', (chunk: Buffer) => complaints.push(chunk));
  const lines = createInterface({ input: agent.stdout })[Symbol.asyncIterator]();
  return {
    async ask(order) {
      agent.stdin.write(`${JSON.stringify(order)}\n`);
      const answer = await lines.next();
      if (answer.done) throw new Error(`the agent ended: ${Buffer.concat(complaints).toString('utf8')}`);
      return JSON.parse(answer.value) as unknown;
    },
    async close() {
      agent.stdin.end();
      await ended;
    },
  };
}
