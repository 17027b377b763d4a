import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  announceSkip,
  kernelAvailable,
  kernelIn,
  openNamespace,
  type CommandResult,
  type Kernel,
} from '@sluice/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';

/** Plans applied from a console to a real kernel in a namespace of its own, without any web server. */

const MAIN = join(import.meta.dirname, 'main.ts');
const { nft, legacy, reason } = kernelAvailable();
if (!nft || !legacy) announceSkip('changes from a console', reason ?? 'a backend is missing');

const RULES = '*filter\n:INPUT DROP [0:0]\n:ENVOY - [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -j DROP\nCOMMIT\n';
const WANTED = RULES.replace('-A INPUT -j DROP', '-A INPUT -p tcp -m tcp --dport 9090 -j ENVOY\n-A INPUT -j DROP');

describe.skipIf(!nft || !legacy).each(['nft', 'legacy'] as const)('on %s', { timeout: 120_000 }, (backend) => {
  let kernel: Kernel;
  let folder: string;
  let plan: string;
  beforeAll(async () => {
    kernel = kernelIn(await openNamespace(), { backend, family: 'ipv4' });
  });
  afterAll(() => kernel.namespace.close());

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sluice-console-'));
    await kernel.restore(RULES);
    plan = file(
      'plan.json',
      (await sluice('plan', '--json', file('a', await kernel.save()), file('b', WANTED))).stdout,
    );
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function file(name: string, content: string): string {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  }

  const sluice = (...argv: readonly string[]): Promise<CommandResult> =>
    kernel.run([process.execPath, '--disable-warning=ExperimentalWarning', MAIN, ...argv], { timeoutMs: 60_000 });
  const input = async (): Promise<readonly string[]> =>
    (await kernel.save()).split('\n').flatMap((line) => /-A INPUT (.*)/.exec(line)?.[1] ?? []);
  const JUMP = '-p tcp -m tcp --dport 9090 -j ENVOY';

  test('a plan is applied, and kept by another command', async () => {
    const applied = await sluice('apply', plan, '--seconds', '60', '--data', folder);
    expect(applied).toMatchObject({ status: 0, stdout: expect.stringContaining('rolls back by itself') as string });
    expect((await input())[1]).toBe(JUMP);
    expect((await sluice('status', '--data', folder)).stdout).toMatch(/^local: .*applied, rolls back by itself/);
    const longer = await sluice('extend', '--seconds', '600', '--data', folder);
    expect(longer).toMatchObject({ status: 0, stdout: expect.stringMatching(/in (59\d|600) s/) as string });
    expect(await sluice('confirm', '--data', folder)).toMatchObject({ status: 0 });
    expect((await input())[1]).toBe(JUMP);
    expect(await sluice('confirm', '--data', folder)).toMatchObject({ status: 3 });
  });

  test('what was applied is brought back on demand', async () => {
    await sluice('apply', plan, '--data', folder);
    expect((await input())[1]).toBe(JUMP);
    expect(await sluice('rollback', '--data', folder)).toMatchObject({ status: 0 });
    expect(await input()).toEqual(['-i lo -j ACCEPT', '-j DROP']);
  });

  test('a host that holds other rules is left alone: exit 5', async () => {
    await kernel.run([kernel.tool(''), '-A', 'ENVOY', '-j', 'ACCEPT']);
    const before = await kernel.save();
    const refused = await sluice('apply', plan, '--data', folder);
    expect(refused).toMatchObject({ status: 5, stderr: expect.stringContaining('other rules') as string });
    expect(await kernel.save()).toBe(before);
  });

  test('a plan that was changed on its way is refused', async () => {
    const { stdout } = await sluice('plan', '--json', file('a', RULES), file('b', WANTED));
    const changed = file('changed.json', stdout.replace('-A INPUT -i lo -j ACCEPT', '-A INPUT -i lo -j DROP'));
    expect(await sluice('apply', changed, '--data', folder)).toMatchObject({ status: 3 });
    expect(await input()).toEqual(['-i lo -j ACCEPT', '-j DROP']);
  });
});
