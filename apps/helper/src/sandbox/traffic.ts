/**
 * Small, bounded, real traffic for the sandbox: `node traffic.ts ROLE` serves and calls from one of its three namespaces until
 * its standard input closes. Every connection leaves one of the sandbox's own addresses for another; nothing else is reachable.
 */
import { createSocket } from 'node:dgram';
import { flushCompileCache } from 'node:module';
import { connect, createServer } from 'node:net';
import { argv, exit, stdin } from 'node:process';
import { FIREWALL, LAN_HOST_6, LAN_HOSTS, WAN_HOST_6, WAN_HOSTS } from './network.ts';

/** Something that happens again and again: every `every` milliseconds, more or less. */
interface Habit {
  readonly every: number;
  readonly act: () => void;
}

const PATIENCE_MS = 400;
const WAVE_MS = 45_000;

/** Listens and answers each connection with about this many bytes. */
function serve(port: number, bytes: number): void {
  const server = createServer((socket) => {
    socket.on('error', () => socket.destroy());
    socket.setTimeout(5000, () => socket.destroy());
    socket.once('data', () => socket.end(Buffer.alloc(Math.ceil(bytes * (0.5 + Math.random())), '.')));
  });
  // A port that is taken, or a family that is absent, leaves a service out; the rest goes on.
  server.on('error', () => server.close());
  server.listen(port, '::');
}

/** Answers datagrams with as many bytes. */
function serveDatagrams(port: number): void {
  const socket = createSocket({ type: 'udp6' });
  socket.on('error', () => socket.close());
  socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  socket.bind(port, '::');
}

/** One short connection, given up soon where nobody answers. */
function call(host: string, port: number, from?: string): void {
  const socket = connect({ host, port, ...(from === undefined ? {} : { localAddress: from }) });
  const giveUp = setTimeout(() => socket.destroy(), PATIENCE_MS);
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearTimeout(giveUp));
  socket.on('connect', () => socket.write('hello'));
  socket.resume();
}

/** One datagram, and no wait for the answer. */
function send(host: string, port: number, bytes: number): void {
  const socket = createSocket(host.includes(':') ? 'udp6' : 'udp4');
  socket.on('error', () => undefined);
  socket.send(Buffer.alloc(bytes, '.'), port, host, () => setTimeout(() => socket.close(), 100));
}

/** Any one of them. */
function any<T>(choices: readonly T[]): T {
  return choices[Math.floor(Math.random() * choices.length)] as T;
}

const [ROUTER, ADMINISTRATOR, BANNED, CLIENT, UNWANTED] = WAN_HOSTS;
const [WEB, SIDECAR] = LAN_HOSTS;

const ROLES: Readonly<Record<string, () => readonly Habit[]>> = {
  firewall: () => {
    for (const [port, bytes] of [
      [22, 600],
      [80, 4000],
      [443, 12_000],
      [9090, 900],
      [15_001, 500],
      [15_006, 500],
    ] as const)
      serve(port, bytes);
    for (const port of [53, 51_820]) serveDatagrams(port);
    return [
      { every: 500, act: () => call('127.0.0.1', 80) },
      { every: 700, act: () => call(CLIENT, 443) },
      { every: 1900, act: () => call(SIDECAR, 9080) },
      { every: 6000, act: () => call(CLIENT, 25) },
      { every: 2300, act: () => call(WAN_HOST_6, 443) },
    ];
  },
  wan: () => {
    for (const [port, bytes] of [
      [80, 3000],
      [443, 9000],
    ] as const)
      serve(port, bytes);
    return [
      { every: 160, act: () => call(FIREWALL.wan4, 443, any([ROUTER, CLIENT])) },
      { every: 420, act: () => call(FIREWALL.wan4, 80, CLIENT) },
      { every: 2100, act: () => call(FIREWALL.wan4, 22, ADMINISTRATOR) },
      { every: 3100, act: () => call(FIREWALL.wan4, 22, BANNED) },
      { every: 600, act: () => call(FIREWALL.wan4, 9090, CLIENT) },
      { every: 800, act: () => call(FIREWALL.wan4, 8443, CLIENT) },
      { every: 4300, act: () => call(FIREWALL.wan4, 8443, UNWANTED) },
      { every: 2600, act: () => call(FIREWALL.wan4, any([23, 3389, 5900, 8080]), ROUTER) },
      { every: 250, act: () => send(FIREWALL.wan4, 51_820, 120) },
      { every: 900, act: () => call(FIREWALL.wan6, any([443, 443, 80, 22, 9090])) },
      { every: 700, act: () => send(FIREWALL.wan6, 51_820, 120) },
    ];
  },
  lan: () => {
    serve(443, 2500);
    return [
      { every: 350, act: () => call(CLIENT, any([80, 443]), any(LAN_HOSTS)) },
      { every: 450, act: () => send(FIREWALL.lan4, 53, 60) },
      { every: 1300, act: () => call(FIREWALL.lan4, 9080, WEB) },
      { every: 1700, act: () => call(WAN_HOST_6, 443, LAN_HOST_6) },
    ];
  },
};

/** Repeats a habit with jitter, on a slow wave, so that rates rise and fall as they do on a real host. */
function keepUp({ every, act }: Habit): void {
  const wave = 1 + 0.6 * Math.sin((Date.now() / WAVE_MS) * 2 * Math.PI + every);
  setTimeout(
    () => {
      act();
      keepUp({ every, act });
    },
    every * wave * (0.6 + 0.8 * Math.random()),
  );
}

const role = ROLES[argv[2] ?? ''];
if (!role) exit(2);
for (const habit of role()) keepUp(habit);
flushCompileCache();
stdin.resume().once('close', () => exit(0));
