import { BACKENDS, FAMILIES } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { canConnect, startListener, withHosts } from './hosts.ts';
import { announceSkip, kernelAvailable } from './kernel.ts';

const support = kernelAvailable();
if (support.reason) announceSkip('traffic through a real kernel', support.reason);

describe.each(BACKENDS)('on %s', (backend) => {
  it.skipIf(!support[backend]).each(FAMILIES)('%s rules decide over a connection and count it', async (family) => {
    await withHosts({ backend, family }, async ({ kernel, client, address }) => {
      const stop = await startListener(kernel.namespace, 9090);
      try {
        const to = { address, port: 9090, timeoutMs: 400 };
        expect(await canConnect(client, to)).toBe(true);
        const rules = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i wan0 -p tcp -m tcp --dport 9090 -j DROP\nCOMMIT\n';
        expect(await kernel.restore(rules)).toMatchObject({ status: 0 });
        expect(await canConnect(client, to)).toBe(false);
        expect(await kernel.save()).toMatch(/^\[[1-9]\d*:\d+\] -A INPUT .*9090 -j DROP$/m);
      } finally {
        await stop();
      }
    });
  });
});
