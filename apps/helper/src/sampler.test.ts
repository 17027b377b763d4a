import type { CounterSample, HelperEvent } from '@sluice/protocol/helper';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSampler, type SamplerSource } from './sampler.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const sample = (fingerprint: string): CounterSample => ({
  family: 'ipv4',
  otherBackendHasRules: false,
  fingerprint,
  takenAt: 0,
  cost: 1,
  values: '1 2',
});

/** A host whose samples take `cost` and are counted. */
function host(cost: number) {
  const seen = { started: 0, inFlight: 0, most: 0, fingerprint: 'a', broken: false };
  const source: SamplerSource = {
    families: () => ['ipv4'],
    async sample() {
      seen.started++;
      seen.most = Math.max(seen.most, ++seen.inFlight);
      await new Promise((resolve) => setTimeout(resolve, cost));
      seen.inFlight--;
      if (seen.broken) throw new Error('gone');
      return sample(seen.fingerprint);
    },
  };
  return { seen, source };
}

test('samples only while someone watches', async () => {
  const { seen, source } = host(5);
  const sampler = createSampler(source);
  await vi.advanceTimersByTimeAsync(5000);
  expect(seen.started).toBe(0);
  const watcher = vi.fn();
  sampler.watch(watcher, 1000);
  await vi.advanceTimersByTimeAsync(5050);
  expect(seen.started).toBe(6);
  sampler.unwatch(watcher);
  await vi.advanceTimersByTimeAsync(5000);
  expect(seen.started).toBe(6);
});

test('fault 26: a costly sample makes the next wait ten times as long, and never two at once', async () => {
  const { seen, source } = host(700);
  const sampler = createSampler(source);
  sampler.watch(vi.fn(), 1000);
  sampler.watch(vi.fn(), 500);
  await vi.advanceTimersByTimeAsync(14_500);
  expect(seen).toMatchObject({ started: 3, most: 1 });
  sampler.stop();
});

test('says that the rules changed, before the sample of the new ones', async () => {
  const { seen, source } = host(1);
  const sampler = createSampler(source);
  const events: HelperEvent[] = [];
  sampler.watch((event) => events.push(event), 1000);
  await vi.advanceTimersByTimeAsync(10);
  seen.fingerprint = 'b';
  await vi.advanceTimersByTimeAsync(1000);
  expect(events.map((event) => event.event)).toEqual(['sample', 'rules', 'sample']);
  sampler.stop();
});

test('trouble is told once, and goes on being tried', async () => {
  const { seen, source } = host(1);
  const sampler = createSampler(source);
  const events: HelperEvent[] = [];
  seen.broken = true;
  sampler.watch((event) => events.push(event), 1000);
  await vi.advanceTimersByTimeAsync(3010);
  seen.broken = false;
  await vi.advanceTimersByTimeAsync(1000);
  expect(events.map((event) => event.event)).toEqual(['trouble', 'sample']);
  sampler.stop();
});

test('whoever wrote is told with the change, seen at once', async () => {
  const { seen, source } = host(1);
  const sampler = createSampler(source);
  const events: HelperEvent[] = [];
  sampler.watch((event) => events.push(event), 60_000);
  await vi.advanceTimersByTimeAsync(10);
  sampler.suspect('ipv4', { pid: 6, process: 'iptables' });
  await vi.advanceTimersByTimeAsync(10);
  seen.fingerprint = 'b';
  sampler.suspect('ipv4', { pid: 7, process: 'iptables', parent: 'fail2ban-server' });
  await vi.advanceTimersByTimeAsync(10);
  expect(events.filter((event) => event.event === 'rules')).toEqual([
    {
      event: 'rules',
      family: 'ipv4',
      fingerprint: 'b',
      by: [{ pid: 7, process: 'iptables', parent: 'fail2ban-server' }],
    },
  ]);
  sampler.stop();
});

test('a rival who never rests gets half of the time', async () => {
  const { seen, source } = host(100);
  const sampler = createSampler(source);
  sampler.watch(vi.fn(), 1000);
  for (let at = 0; at < 200; at++) {
    sampler.suspect('ipv4', { pid: at, process: 'iptables' });
    await vi.advanceTimersByTimeAsync(10);
  }
  expect(seen).toMatchObject({ started: 11, most: 1 });
  sampler.stop();
});
