import { FAMILIES, ok, type Family } from '@sluice/netfilter';
import type { HostConnections } from '@sluice/protocol';
import type { HelperClient } from './helper-client.ts';
import { shareReading, type SharedReading } from './shared-reading.ts';

/** Reads a host's connections of each family when somebody looks at them. */
export function createConnectionReaders(
  client: HelperClient,
): Readonly<Record<Family, SharedReading<HostConnections>>> {
  const readers = FAMILIES.map((family) => [
    family,
    shareReading(async () => {
      const reading = await client.call('connections', { family });
      return reading.ok ? ok({ ...reading.value, absent: reading.value.absent ?? null }) : reading;
    }),
  ]);
  return Object.fromEntries(readers) as Record<Family, SharedReading<HostConnections>>;
}
