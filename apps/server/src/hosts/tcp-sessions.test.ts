import { createServer, connect, type AddressInfo, type Socket } from 'node:net';
import { once } from 'node:events';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listSessions, parseProcTcp } from './tcp-sessions.ts';

/** As kernel 6.18 prints them: a listener, an open connection, one that is being closed. */
const TCP = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0
   1: 016433C6:0016 090200C0:C350 01 00000000:00000000 02:000A0000 00000000     0        0 2 2 0 20 4 30 10 -1
   2: 016433C6:0016 090200C0:C351 06 00000000:00000000 00:00000000 00000000     0        0 3 2 0 20 4 30 10 -1
`;
const TCP6 = `  sl  local_address                         remote_address                        st tx_queue
   0: B80D0120000000000000000001000000:0016 B80D0120000000000000000009000000:C350 01 00000000:00000000 02:0
   1: 0000000000000000FFFF0000016433C6:0016 0000000000000000FFFF0000090200C0:C350 01 00000000:00000000 02:0
`;

test('open connections of the kernel’s lists, each in its family', () => {
  const v4 = { local: { address: '198.51.100.1', port: 22 }, remote: { address: '192.0.2.9', port: 50_000 } };
  expect(parseProcTcp(TCP, 'ipv4')).toEqual([{ family: 'ipv4', ...v4 }]);
  expect(parseProcTcp(TCP6, 'ipv6')).toEqual([
    { family: 'ipv6', local: { address: '2001:db8::1', port: 22 }, remote: { address: '2001:db8::9', port: 50_000 } },
    { family: 'ipv4', ...v4 },
  ]);
});

let accepted: Socket;
const server = createServer((socket) => (accepted = socket));
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  await Promise.all([once(client, 'connect'), once(server, 'connection')]);
});
afterAll(() => {
  accepted.destroy();
  server.close();
});

test('one’s own connection comes first, by the link that it comes by', async () => {
  const [own] = await listSessions(accepted);
  expect(own).toMatchObject({ kind: 'own', family: 'ipv4', local: { address: '127.0.0.1' }, link: 'lo' });
});
