import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mustRun } from '@sluice/testkit';
import { afterAll, describe, expect, test } from 'vitest';
import { bootId, bootTime, identify, networkNamespace, sleep } from '../clock.ts';
import type { ChangeRecord } from '../change-state.ts';
import { ChangeStore } from '../change-store.ts';
import { Changes } from '../changes.ts';
import { guardChange } from '../guard.ts';
import { createReader } from '../reading.ts';
import { hostForTests } from '../testing/host-for-tests.ts';

/** Clocks that jump and a confirmation in the last moment; the numbers are those of docs/reliability.md. */

const LONG = process.env['SLUICE_LONG'] === '1';

const uptime = (): number => bootTime() / 1000;

describe.each(['nft', 'legacy'] as const)('on %s', { timeout: 60_000 }, (backend) => {
  const host = hostForTests(backend);

  const inside = (script: string, input = '') => mustRun(host().namespace.inside(['sh', '-ec', script]), { input });

  test('fault 36: a machine that slept past the deadline wakes up with the rules of before', async () => {
    const before = await host().kernel.save();
    await host().rig.crash();
    // A clock in the helper's and the guard's view, which the test moves: it runs on while a machine sleeps.
    await inside('cat > /run/uptime; mount --bind /run/uptime /proc/uptime', `${uptime()} 0.00\n`);
    await host().rig.restart();
    try {
      const id = await host().apply(3601);
      await sleep(1500);
      expect((await host().rig.client.call('status', {})).pending).toMatchObject({ id, remaining: 60_000 });
      await inside('cat > /run/uptime', `${uptime() + 3600} 0.00\n`);
      expect(await host().end(id)).toBe('rolledBack');
      expect(host().rig.store.read(id)?.reason).toBe('deadline');
      expect(await host().kernel.save()).toBe(before);
    } finally {
      await host().rig.crash();
      await inside('umount /proc/uptime');
    }
  });
});

describe('fault 36: a wall clock that jumps', () => {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-clock-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test.each([3600, -3600, 315_360_000, -315_360_000])('fault 36: by %i seconds moves no deadline', (seconds) => {
    const store = new ChangeStore(folder);
    const { id } = createWaiting(store, 60_000);
    const now = Date.now();
    const original = Date.now;
    Date.now = () => now + seconds * 1000;
    try {
      const record = store.read(id);
      const { remaining = 0 } = record ? store.status(record) : {};
      expect(remaining).toBeGreaterThan(55_000);
      expect(remaining).toBeLessThanOrEqual(60_000);
    } finally {
      Date.now = original;
    }
  });
});

/** A change that was applied and waits, of no family: its end touches no rules. */
function createWaiting(store: ChangeStore, left: number): ChangeRecord {
  const self = identify(process.pid);
  if (!self) throw new Error('no /proc');
  const record: ChangeRecord = {
    format: 1,
    id: store.newId(Date.now()),
    state: 'prepared',
    bootId: bootId(),
    namespace: networkNamespace(),
    owner: self,
    guard: null,
    createdAt: Date.now(),
    families: [],
  };
  store.create(record, { texts: new Map() }, { deadline: bootTime() + left, length: left });
  store.advance(record.id, { type: 'arm', guard: self });
  store.advance(record.id, { type: 'begin' });
  return store.advance(record.id, { type: 'applied', at: Date.now() });
}

const RACES = LONG ? 1000 : 60;
const AT_ONCE = 20;

test(
  `fault 46: ${RACES} confirmations around the deadline, most within 50 ms: exactly one side wins, and both say the same`,
  { timeout: 240_000 },
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sluice-race-'));
    const told = { confirmed: 0, rolledBack: 0 };
    const race = async (lane: number, at: number): Promise<void> => {
      const stateDirectory = join(folder, String(lane));
      const changes = new Changes({ stateDirectory, reader: createReader(), onChange: () => undefined });
      const { id } = createWaiting(changes.store, 1000);
      const guard = guardChange(changes.store, id);
      const { deadline } = changes.store.window(id);
      // Some well before and after, or a busy machine would see one side only.
      const apart = at % 10 === 0 ? -400 : at % 10 === 1 ? 150 : (at % 101) - 50;
      await sleep(deadline + apart - bootTime());
      const kept = await changes.confirm(id).then(
        ({ state }) => state === 'confirmed',
        () => false,
      );
      await guard;
      const state = changes.store.read(id)?.state;
      expect(state).toBe(kept ? 'confirmed' : 'rolledBack');
      told[kept ? 'confirmed' : 'rolledBack']++;
    };
    const lanes = Array.from({ length: AT_ONCE }, async (_, lane) => {
      for (let at = 0; at < RACES / AT_ONCE; at++) await race(lane, at * 17 + lane * 13);
    });
    await Promise.all(lanes);
    rmSync(folder, { recursive: true });
    expect(told.confirmed + told.rolledBack).toBe(RACES);
    expect(Math.min(told.confirmed, told.rolledBack)).toBeGreaterThan(0);
  },
);
