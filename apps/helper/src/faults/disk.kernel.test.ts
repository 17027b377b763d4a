import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { hostForTests } from '../testing/host-for-tests.ts';
import { eventually, insertBefore, refusalOf } from '../testing/rig.ts';

/** Disks that are full and files that are damaged; the numbers are those of docs/reliability.md. */

const damage = (path: string): void => writeFileSync(path, readFileSync(path, 'utf8').replace(/[A-Z]/, '#'));

describe.each(['nft', 'legacy'] as const)('on %s', { timeout: 60_000 }, (backend) => {
  const host = hostForTests(backend);

  /** A small disk for the changes, in the helper's view of the file system. */
  const onSmallDisk = async (work: (fill: () => Promise<void>, free: () => Promise<void>) => Promise<void>) => {
    const changes = join(host().rig.stateDirectory, 'changes');
    const inside = (script: string) => mustRun(host().namespace.inside(['sh', '-c', script]));
    await host().rig.crash();
    await inside(`mount -t tmpfs -o size=512k,mode=700 tmpfs ${changes}`);
    await host().rig.restart();
    try {
      await work(
        async () => void (await inside(`dd if=/dev/zero of=${changes}/filler bs=4k 2>/dev/null; true`)),
        async () => void (await inside(`rm -f ${changes}/filler`)),
      );
    } finally {
      await host().rig.crash();
      // Guards leave with the change; a lock's holder may take a moment.
      await inside(`umount -l ${changes}`);
    }
  };
  const status = () => host().rig.client.call('status', {});

  test('fault 22: on a full disk nothing is applied', async () => {
    await onSmallDisk(async (fill, free) => {
      const before = await host().kernel.save();
      const target = await host().rig.target(insertBefore('-i lo', '-p udp -j ACCEPT'));
      await fill();
      const refusal = await refusalOf(host().rig.client.call('apply', { targets: [target], seconds: 60 }));
      expect(refusal).toMatchObject({
        code: 'unavailable',
        unchanged: true,
        message: expect.stringContaining('ENOSPC') as string,
      });
      expect(await host().kernel.save()).toBe(before);
      await free();
      expect((await status()).pending).toBeNull();
    });
  });

  test('fault 22: a disk that fills up in the window takes neither the confirmation nor the way back', async () => {
    await onSmallDisk(async (fill, free) => {
      const kept = await host().apply(2201);
      await fill();
      expect(await host().rig.client.call('confirm', { id: kept })).toMatchObject({ state: 'confirmed' });
      expect(await status()).toMatchObject({ pending: null, last: { id: kept, state: 'confirmed' } });
      await free();
      const before = await host().kernel.save();
      expect(before).toContain('--dport 2201');
      const undone = await host().apply(2202);
      await fill();
      await host()
        .rig.client.call('rollback', { id: undone })
        .catch(() => undefined);
      await eventually(async () => (await host().kernel.save()) === before, 15_000);
      await free();
      await eventually(async () => (await status()).last?.id === undone, 20_000);
      expect(await status()).toMatchObject({ pending: null, last: { state: 'rolledBack' } });
    });
  });

  test('fault 24: what is needed to roll back is damaged on disk: the second copy serves', async () => {
    const before = await host().kernel.save();
    const id = await host().apply(2401);
    for (const name of ['before.ipv4.save', 'made.ipv4.save', 'state.json']) {
      const path = join(host().rig.store.folder(id), name);
      if (name === 'state.json') writeFileSync(path, '{"form');
      else damage(path);
    }
    host().shorten(id, 0);
    expect(await host().end(id)).toBe('rolledBack');
    expect(await host().kernel.save()).toBe(before);
  });

  test('fault 24: both copies are damaged: the rules stand as they are, and it is said', async () => {
    const id = await host().apply(2402);
    const made = await host().kernel.save();
    for (const name of ['before.ipv4.save', 'before.ipv4.save.copy']) damage(join(host().rig.store.folder(id), name));
    host().shorten(id, 0);
    expect(await host().end(id)).toBe('failed');
    expect(await host().kernel.save()).toBe(made);
    const { last } = await status();
    expect(last).toMatchObject({ id, state: 'failed', detail: expect.stringContaining('damaged') as string });
  });

  test('fault 24: a deadline that cannot be read is over', async () => {
    const before = await host().kernel.save();
    const id = await host().apply(2403);
    writeFileSync(join(host().rig.store.folder(id), 'window.json'), '{');
    expect(await host().end(id)).toBe('rolledBack');
    expect(await host().kernel.save()).toBe(before);
  });
});
