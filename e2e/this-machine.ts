import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { kernelIn, openNamespace, type Kernel, type KernelOptions, type Namespace } from '@sluice/testkit';
import { startServing } from './serving.ts';

/** Sluice as root on a machine of its own: a network namespace whose rules it takes for this machine's. */
export interface ThisMachine {
  /** The address with the one-time login. */
  readonly loginLink: string;
  /** The machine's kernel, by the tools of one family and backend. */
  readonly kernel: Kernel;
  /** The machine, for what the kernel's tools do not cover. */
  readonly network: Namespace;
}

/**
 * Carries bytes from a socket file to a port: in the machine, because each connection of the browser must be a new
 * one for the machine's own rules to judge.
 */
const CARRY = `const net = require('net');
net.createServer((from) => {
  const to = net.connect(+process.argv[2], '127.0.0.1');
  from.on('error', () => {}).on('close', () => to.destroy()).pipe(to);
  to.on('error', () => {}).on('close', () => from.destroy()).pipe(from);
}).listen(process.argv[1], () => console.log('ready'));
process.stdin.on('end', () => process.exit()).resume();`;

/** A test on such a machine, whose kernel already holds these rules of this family and backend. Only root can make one. */
export function testOn(rules: string, options: KernelOptions) {
  return base.extend<{ machine: ThisMachine }>({
    // oxlint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from its first parameter
    machine: async ({}, use) => {
      const network = await openNamespace();
      const kernel = kernelIn(network, options);
      const restored = await kernel.restore(rules);
      if (restored.status !== 0) throw new Error(restored.stderr);
      const { port, carry, close } = await listenOutside();
      const serving = await startServing(['--port', String(port), '--host-local', '--no-sandbox'], (argv) =>
        network.inside(argv),
      );
      const stopCarrying = await carry(network);
      await use({ loginLink: serving.loginLink, kernel, network });
      await serving.stop();
      await stopCarrying();
      close();
      await network.close();
    },
  });
}

/** Listens outside, where the browser is, on the port that Sluice will have inside: its address is then the same. */
async function listenOutside() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-carry-'));
  const socket = join(folder, 'socket');
  const server = createServer((browser) => {
    const inside = connect(socket);
    browser
      .on('error', () => {})
      .on('close', () => inside.destroy())
      .pipe(inside);
    inside
      .on('error', () => {})
      .on('close', () => browser.destroy())
      .pipe(browser);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const carry = async (network: Namespace): Promise<() => Promise<void>> => {
    const [program = '', ...args] = network.inside([process.execPath, '-e', CARRY, socket, String(port)]);
    const carrier = spawn(program, args);
    await once(carrier.stdout, 'data');
    return async () => {
      const ended = once(carrier, 'close');
      carrier.stdin.end();
      await ended;
    };
  };
  const close = (): void => {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  };
  return { port, carry, close };
}

export { expect } from '@playwright/test';
