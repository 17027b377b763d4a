import { announceSkip, kernelAvailable, kernelIn, openNamespace, type Kernel, type Namespace } from '@sluice/testkit';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bootTime, sleep } from './clock.ts';
import { endGuard, eventually, startRig, type Rig } from './testing/rig.ts';

const support = kernelAvailable();
if (support.reason !== undefined) announceSkip('crashes on a real kernel', support.reason);

const TABLES = ['filter', 'mangle', 'raw'];
const RULES = TABLES.map((table) => `*${table}\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -o lo -j ACCEPT\nCOMMIT\n`).join('');
/** Touches all tables, so that there are moments in which only some of them are done. */
const everywhere = (text: string): string =>
  text.replaceAll(/^\S+ -A OUTPUT /gm, '-A OUTPUT -p udp -m udp --dport 53\n$&');

describe.each(['nft', 'legacy'] as const)('whatever dies, on %s', (backend) => {
  let namespace: Namespace;
  let kernel: Kernel;
  let rig: Rig;
  let before: string;

  beforeEach(async (context) => {
    if (!support[backend]) return context.skip();
    namespace = await openNamespace();
    kernel = kernelIn(namespace, { backend, family: 'ipv4' });
    await kernel.restore(RULES);
    before = await kernel.save();
    rig = await startRig(namespace.pid, { backend });
  });

  afterEach(async () => {
    if (!support[backend]) return;
    await rig.close();
    await namespace.close();
  });

  const apply = async (): Promise<string> => {
    const target = await rig.target(everywhere);
    return (await rig.client.call('apply', { targets: [target], seconds: 60 })).id;
  };
  const shorten = (id: string, left: number): void =>
    rig.store.setWindow(id, { deadline: bootTime() + left, length: 60_000 });
  const marks = async (): Promise<number> => (await kernel.save()).split('--dport 53').length - 1;

  test('fault 2: the helper in the window: the guard brings the rules back', async () => {
    const id = await apply();
    expect(await marks()).toBe(TABLES.length);
    await rig.crash();
    shorten(id, 300);
    await eventually(() => rig.store.read(id)?.state === 'rolledBack');
    expect(await kernel.save()).toBe(before);
    expect(rig.store.read(id)?.reason).toBe('deadline');
  });

  test('fault 2: the helper in the window: a new one can confirm, and leaves the guard alone', async () => {
    const id = await apply();
    const guard = rig.store.read(id)?.guard;
    await rig.crash();
    await rig.restart();
    expect(await rig.client.call('status', {})).toMatchObject({ pending: { id, state: 'applied' } });
    expect(rig.store.read(id)?.guard).toEqual(guard);
    expect(await rig.client.call('confirm', { id })).toMatchObject({ state: 'confirmed' });
    expect(await marks()).toBe(TABLES.length);
  });

  test('fault 3: the guard: another takes its place', async () => {
    const id = await apply();
    const first = rig.store.read(id)?.guard;
    endGuard(rig.stateDirectory);
    await eventually(() => {
      const now = rig.store.read(id)?.guard;
      return now !== null && now?.pid !== first?.pid;
    });
    shorten(id, 100);
    await eventually(() => rig.store.read(id)?.state === 'rolledBack');
    expect(await kernel.save()).toBe(before);
  });

  test('fault 4: everything: the next helper brings the rules back before it answers', async () => {
    const id = await apply();
    await rig.crash();
    endGuard(rig.stateDirectory);
    await sleep(50);
    expect(await marks()).toBe(TABLES.length);
    await rig.restart();
    expect(await kernel.save()).toBe(before);
    const { pending, last } = await rig.client.call('status', {});
    expect({ pending, id: last?.id, reason: last?.reason }).toEqual({ pending: null, id, reason: 'recovered' });
  });

  test('fault 2: the helper at any moment of applying: all or nothing stands in the end', async () => {
    for (const delay of [60, 130, 200, 260, 300, 340]) {
      const target = await rig.target(everywhere);
      const answered = rig.client.call('apply', { targets: [target], seconds: 60 }).then(
        () => true,
        () => false,
      );
      await sleep(delay);
      await rig.crash();
      await answered;
      const pending = rig.store.pending();
      // A change that was applied waits for its window; one that was not is taken back at once.
      if (pending?.state === 'applied') shorten(pending.id, 0);
      await eventually(() => !rig.store.pending() || rig.store.pending()?.state === 'prepared');
      await rig.restart();
      expect(rig.store.pending()).toBeNull();
      expect(await kernel.save()).toBe(before);
    }
  });
});
