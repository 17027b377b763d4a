import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/*
 * A program that stands in a namespace, answers what it hears and sends what it is told: one JSON object a line on stdin,
 * one answer a line on stdout. It ends with its input.
 */

interface Flow {
  readonly protocol: 'udp' | 'tcp';
  readonly from: string;
  readonly fromPort: number;
  readonly to: string;
  readonly toPort: number;
  readonly waitMs: number;
}

type Order =
  | { readonly echo: readonly number[]; readonly sink: readonly number[]; readonly type: 'udp4' | 'udp6' }
  | { readonly flows: readonly Flow[] };

async function listen(type: 'udp4' | 'udp6', port: number, echoes: boolean): Promise<void> {
  const socket = createSocket(type);
  if (echoes) socket.on('message', (message, from) => socket.send(message, from.port, from.address));
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(port, resolve);
  });
  socket.on('error', () => {});
}

/** Sends a packet, and a second one when an answer came; whether it came. */
async function sendUdp({ from, fromPort, to, toPort, waitMs }: Flow): Promise<boolean> {
  const socket: UdpSocket = createSocket({ type: from.includes(':') ? 'udp6' : 'udp4' });
  await new Promise<void>((resolve, reject) => {
    socket.once('error', reject);
    socket.bind(fromPort, from, resolve);
  });
  // A chain of OUTPUT that drops makes sending fail: no answer comes, and that is the answer.
  socket.on('error', () => {});
  const ask = async (): Promise<boolean> =>
    new Promise((resolve) => {
      socket.once('message', () => resolve(true));
      setTimeout(() => resolve(false), waitMs);
      socket.send('12345678', toPort, to, () => {});
    });
  const heard = await ask();
  if (heard) await ask();
  socket.close();
  return heard;
}

/** Sends a SYN; whether anything answered. */
async function sendTcp({ from, fromPort, to, toPort, waitMs }: Flow): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: to, port: toPort, localAddress: from, localPort: fromPort });
    const end = (heard: boolean): void => {
      socket.destroy();
      resolve(heard);
    };
    socket.on('error', (error: NodeJS.ErrnoException) => end(error.code === 'ECONNREFUSED'));
    setTimeout(() => end(false), waitMs);
  });
}

async function obey(order: Order): Promise<unknown> {
  if ('flows' in order) {
    return Promise.all(order.flows.map((flow) => (flow.protocol === 'udp' ? sendUdp(flow) : sendTcp(flow))));
  }
  await Promise.all(order.echo.map((port) => listen(order.type, port, true)));
  await Promise.all(order.sink.map((port) => listen(order.type, port, false)));
  return 'ready';
}

const lines = createInterface({ input: process.stdin });
lines.on('line', (line) => {
  void obey(JSON.parse(line) as Order).then((answer) => process.stdout.write(`${JSON.stringify(answer)}\n`));
});
lines.on('close', () => process.exit());
