import type { Backend } from '@sluice/netfilter';
import { announceSkip, kernelAvailable } from '@sluice/testkit';
import { afterAll, beforeAll, beforeEach } from 'vitest';
import { openHost, type Host } from './host.ts';

/**
 * A machine for the tests of the block that calls this: opened before them, as it was at first before each, closed after.
 * Where the kernel lacks the backend those tests are skipped, and it is said.
 */
export function hostForTests(backend: Backend): () => Host {
  const support = kernelAvailable();
  let host: Host | undefined;
  beforeAll(async () => {
    if (support[backend]) host = await openHost(backend);
    else announceSkip(`tests on ${backend}`, support.reason ?? `the kernel lacks ${backend}`);
  });
  beforeEach(async (context) => {
    if (host) await host.reset();
    else context.skip();
  });
  afterAll(async () => host?.close());
  return () => {
    if (!host) throw new Error('There is a machine only while a test runs.');
    return host;
  };
}
