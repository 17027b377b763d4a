import { parseConnections } from '@sluice/iptables';
import { connectionStage, rewritesOf } from '@sluice/netfilter';
import { announceSkip, canConnect, kernelAvailable, startListener, withHosts } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { startRig } from './testing/rig.ts';

const support = kernelAvailable();
if (!support.nft) announceSkip('the connections of a host', support.reason ?? '');

const RULES = `*nat
:PREROUTING ACCEPT [0:0]
-A PREROUTING -p tcp --dport 80 -j REDIRECT --to-ports 8080
COMMIT
*filter
:INPUT ACCEPT [0:0]
-A INPUT -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT
COMMIT
`;

describe.skipIf(!support.nft)('the connections of a host', { timeout: 60_000 }, () => {
  test.each(['ipv4', 'ipv6'] as const)('are those of %s, with the addresses that they really have', (family) =>
    withHosts({ backend: 'nft', family }, async ({ kernel, client, address, clientAddress }) => {
      const { namespace } = kernel;
      const rig = await startRig(namespace.pid, { backend: 'nft' });
      const stop = await startListener(namespace, 8080);
      try {
        await kernel.restore(RULES);
        expect(await canConnect(client, { address, port: 80 })).toBe(true);
        const { text, total, most, routes, absent } = await rig.client.call('connections', { family });
        expect(absent).toBeUndefined();
        const { connections, strange } = parseConnections(text);
        expect(strange).toEqual([]);
        expect(total).toBe(connections.length);
        expect(most).toBeGreaterThan(total);
        const [seen] = connections.filter(({ request }) => request.destinationPort === 80);
        expect(seen).toMatchObject({
          family,
          protocol: 6,
          isAnswered: true,
          request: { source: clientAddress, destination: address },
        });
        expect(seen && rewritesOf(seen).destination?.port).toBe(8080);
        expect(seen && connectionStage(seen)).toMatch(/open|closing|ended/);
        const bits = family === 'ipv4' ? 32 : 128;
        expect(routes).toContainEqual({ to: `${address}/${bits}`, out: 'here' });
        expect(routes.filter(({ out }) => out === 'wan0').length).toBeGreaterThan(0);
        const other = family === 'ipv4' ? 'ipv6' : 'ipv4';
        expect((await rig.client.call('connections', { family: other })).text).not.toContain('dport=80 ');
      } finally {
        await stop();
        await rig.close();
      }
    }),
  );
});
