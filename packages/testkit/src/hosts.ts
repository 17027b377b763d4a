import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { kernelIn, type Kernel, type KernelOptions } from './kernel.ts';
import { openNamespace, openNeighbour, type Namespace } from './namespace.ts';
import { mustRun, PLAIN_ENV, runProgram } from './process.ts';

/** What the wire between the two hosts is called. */
export type HostsOptions = KernelOptions;

/** A machine with rules and a client that reaches it over a wire. */
export interface Hosts {
  /** The machine; its end of the wire is `wan0`. */
  readonly kernel: Kernel;
  /** The client; its end of the wire is `eth0`. */
  readonly client: Namespace;
  /** The machine's address on the wire. */
  readonly address: string;
  readonly clientAddress: string;
}

const WIRES = {
  ipv4: { machine: '198.51.100.1', client: '198.51.100.2', bits: 24 },
  ipv6: { machine: '2001:db8::1', client: '2001:db8::2', bits: 64 },
};

/** Runs `use` with a machine and a client joined by a wire, and takes both away whatever happens. */
export async function withHosts<T>(options: HostsOptions, use: (hosts: Hosts) => Promise<T>): Promise<T> {
  const machine = await openNamespace();
  try {
    const client = await openNeighbour(machine);
    try {
      const wire = WIRES[options.family];
      const peer = ['peer', 'name', 'eth0', 'netns', String(client.pid)];
      await mustRun(machine.inside(['ip', 'link', 'add', 'wan0', 'type', 'veth', ...peer]));
      await bringUp(machine, 'wan0', `${wire.machine}/${wire.bits}`);
      await bringUp(client, 'eth0', `${wire.client}/${wire.bits}`);
      const kernel = kernelIn(machine, options);
      return await use({ kernel, client, address: wire.machine, clientAddress: wire.client });
    } finally {
      await client.close();
    }
  } finally {
    await machine.close();
  }
}

async function bringUp(namespace: Namespace, link: string, address: string): Promise<void> {
  // Without the wait for duplicates an IPv6 address can be used at once.
  const noWait = address.includes(':') ? ['nodad'] : [];
  await mustRun(namespace.inside(['ip', 'address', 'add', address, 'dev', link, ...noWait]));
  await mustRun(namespace.inside(['ip', 'link', 'set', link, 'up']));
}

const LISTEN = `require('net').createServer((s) => s.on('error', () => {}).end('ok')).listen(+process.argv[1], '::', () => console.log('ready'));
process.stdin.on('end', () => process.exit()).resume();`;

const CONNECT = `const s = require('net').connect(+process.argv[2], process.argv[1], () => process.exit(0));
s.on('error', () => process.exit(1)); setTimeout(() => process.exit(2), +process.argv[3]);`;

/** Listens on a tcp port inside, for IPv4 and IPv6; the answer stops it. Everybody who connects gets `ok`. */
export async function startListener(namespace: Namespace, port: number): Promise<() => Promise<void>> {
  const [program = '', ...args] = namespace.inside([process.execPath, '-e', LISTEN, String(port)]);
  const listener = spawn(program, args, { env: PLAIN_ENV });
  const ended = once(listener, 'close');
  await Promise.race([
    once(listener.stdout, 'data'),
    ended.then(() => Promise.reject(new Error(`cannot listen on ${port}`))),
  ]);
  return async () => {
    listener.stdin.end();
    await ended;
  };
}

/** Whether a new tcp connection from inside comes about in time (one second when absent). */
export async function canConnect(
  from: Namespace,
  to: { readonly address: string; readonly port: number; readonly timeoutMs?: number },
): Promise<boolean> {
  const { address, port, timeoutMs = 1000 } = to;
  const argv = from.inside([process.execPath, '-e', CONNECT, address, String(port), String(timeoutMs)]);
  return (await runProgram(argv)).status === 0;
}
