import { announceSkip, kernelAvailable, kernelIn, openNamespace } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { eventually, startRig, type Rig } from './testing/rig.ts';

const support = kernelAvailable();
if (support.reason !== undefined) announceSkip('rivals on a real kernel', support.reason);

const RULES =
  '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -i lo -j ACCEPT\n-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT\nCOMMIT\n';
const APPLIES = 60;
const FOREIGN = 200;

/** Applies and confirms one change after the other, each on the rules as they are then. */
async function applyOften(rig: Rig, times: number, each: () => void): Promise<void> {
  for (let at = 0; at < times;) {
    const rule = `-p udp -m udp --dport ${5000 + at} -j ACCEPT`;
    const target = await rig.target((text) =>
      text.replace(/^\S+ -A INPUT -p tcp -m tcp --dport 22/m, `-A INPUT ${rule}\n$&`),
    );
    try {
      const { id } = await rig.client.call('apply', { targets: [target], seconds: 60 });
      await rig.client.call('confirm', { id });
      at++;
      each();
    } catch (thrown) {
      // The rival was faster than our reading: nothing was done, and it is done again on the new rules.
      if (!/changed after the draft/.test(String(thrown))) throw thrown;
    }
  }
}

describe.concurrent.each(['nft', 'legacy'] as const)('%s', (backend) => {
  test.skipIf(!support[backend])(
    `fault 8: ${FOREIGN} rules that another program adds during ${APPLIES} applies are all there`,
    async () => {
      const namespace = await openNamespace();
      const kernel = kernelIn(namespace, { backend, family: 'ipv4' });
      await kernel.restore(RULES);
      const rig = await startRig(namespace.pid, { backend });
      let applied = 0;
      try {
        const rival = (async () => {
          for (let at = 0; at < FOREIGN; at++) {
            const where = at % 3 === 0 ? ['-A', 'INPUT'] : ['-I', 'INPUT', String(1 + (at % 2))];
            const words = [...where, '-s', `10.9.${at}.1`, '-j', 'DROP'];
            const { status, stderr } = await kernel.run([kernel.tool(''), '-w', '20', ...words]);
            expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
            await eventually(() => applied >= (at * APPLIES) / FOREIGN - 3, 60_000);
          }
        })();
        await Promise.all([rival, applyOften(rig, APPLIES, () => applied++)]);
        const saved = await kernel.save();
        expect(saved.split('-s 10.9.').length - 1).toBe(FOREIGN);
        const ours = saved.split('\n').flatMap((line) => /--dport (5\d{3}) /.exec(line)?.[1] ?? []);
        expect(ours).toEqual(Array.from({ length: APPLIES }, (_, at) => String(5000 + at)));
        expect(saved).toMatch(/--dport 5059 -j ACCEPT\n\S+ -A INPUT -p tcp -m tcp --dport 22 /);
      } finally {
        await rig.close();
        await namespace.close();
      }
    },
    120_000,
  );
});
