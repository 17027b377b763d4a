import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { canConnect, kernelAvailable, withHosts, type Namespace } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { sleep } from '../clock.ts';
import { eventually, startRig } from '../testing/rig.ts';

/** Connections that live on, or die, while nobody new gets in; the numbers are those of docs/reliability.md. */

const support = kernelAvailable();
const PORT = 8642;

const ECHO = `require('net').createServer((s) => s.on('error', () => {}).pipe(s)).listen(${PORT}, '::', () => console.log('ready'));
process.stdin.on('end', () => process.exit()).resume();`;
/**
 * Sends what it hears, and says \`.\` for every answer. Between, nothing is under way: an answer that leaves while the
 * kernel begins to track would open an entry of its own, from within, and the connection would go on (measured).
 */
const TALK = `const s = require('net').connect(${PORT}, process.argv[1]);
s.on('data', () => process.stdout.write('.')).on('error', () => {});
process.stdin.on('data', (words) => s.write(words)).on('end', () => process.exit());`;

function run(namespace: Namespace, script: string, ...words: readonly string[]): ChildProcessWithoutNullStreams {
  const [program = '', ...argv] = namespace.inside([process.execPath, '-e', script, ...words]);
  return spawn(program, argv);
}

async function end(child: ChildProcessWithoutNullStreams): Promise<void> {
  const closed = once(child, 'close');
  child.stdin.end();
  await closed;
}

const OPEN = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\nCOMMIT\n';
const TRACKED = OPEN.replace('COMMIT', '-A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT\nCOMMIT');
const SHUT = TRACKED.replace(':INPUT ACCEPT', ':INPUT DROP');

describe.each(['nft', 'legacy'] as const)('on %s', { timeout: 60_000 }, (backend) => {
  test.skipIf(!support[backend]).each([
    [
      'fault 34: an open tab goes on while nobody new gets in: without a new connection it is rolled back',
      TRACKED,
      true,
    ],
    ['fault 35: connections that were never tracked are cut: it is rolled back, and they go on', OPEN, false],
  ])('%s', async (_what, before, survives) => {
    await withHosts({ backend, family: 'ipv4' }, async ({ kernel, client, address }) => {
      await kernel.restore(before);
      const echo = run(kernel.namespace, ECHO);
      await once(echo.stdout, 'data');
      const rig = await startRig(kernel.pid, { backend });
      const talk = run(client, TALK, address);
      let answers = 0;
      talk.stdout.on('data', (dots: Buffer) => (answers += dots.length));
      const goesOn = async (): Promise<boolean> => {
        const heard = answers;
        talk.stdin.write('x');
        await sleep(700);
        return answers > heard;
      };
      const getsIn = () => canConnect(client, { address, port: PORT, timeoutMs: 700 });
      try {
        await eventually(goesOn);
        const { id } = await rig.client.call('apply', { targets: [await rig.target(() => SHUT)], seconds: 60 });
        expect(await getsIn()).toBe(false);
        expect(await goesOn()).toBe(survives);
        rig.store.setWindow(id, { deadline: 0, length: 60_000 });
        await eventually(() => rig.store.read(id)?.state === 'rolledBack', 15_000);
        await eventually(getsIn, 10_000);
        await eventually(goesOn, 20_000);
      } finally {
        await end(talk);
        await rig.close();
        await end(echo);
      }
    });
  });
});
