import { ok } from '@sluice/netfilter';
import type { HostSets } from '@sluice/protocol';
import type { HelperClient } from './helper-client.ts';
import { shareReading, type SharedReading } from './shared-reading.ts';

/** Reads a host's sets when somebody looks at them. */
export function createSetReader(client: HelperClient): SharedReading<HostSets> {
  return shareReading(async () => {
    const reading = await client.call('sets', {});
    if (!reading.ok) return reading;
    const { takenAt, text, absent } = reading.value;
    return ok({ takenAt, text, absent: absent ?? null });
  });
}
