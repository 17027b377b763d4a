import { BACKENDS, FAMILIES } from '@sluice/netfilter';
import { announceSkip, anyRulesetPair, kernelAvailable, withKernel } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { planChange } from './plan.ts';
import { contents, keptCounters, load, policyCounters, read } from './testing/kernel-rules.ts';

const support = kernelAvailable();
if (support.reason) announceSkip('plans on a real kernel', support.reason);

const LONG = process.env['SLUICE_LONG'] === '1';
/** A fixed seed in every run, a new one in a long run: CI is not the place for surprises. */
const SEED = LONG ? Date.now() : 20_261_123;

describe.each(BACKENDS)('on %s', (backend) => {
  it.skipIf(!support[backend]).each(FAMILIES)(
    'the plan turns any %s ruleset into any other, and keeps the counters of what stays',
    { timeout: LONG ? 3_600_000 : 60_000 },
    async (family) => {
      const numRuns = (family === 'ipv4' ? 40 : 12) * (LONG ? 50 : 1);
      await withKernel({ backend, family }, async (kernel) => {
        await fc.assert(
          fc.asyncProperty(anyRulesetPair({ family }), async ([before, after]) => {
            expect(await load(kernel, before)).toMatchObject({ status: 0, stderr: '' });
            const held = await read(kernel);
            expect(contents(held)).toEqual(contents(before));
            const plan = planChange(held, after, { backend });
            if (!plan.ok) throw new Error(plan.error.message);
            const done = await kernel.restore(plan.value.input, ['--noflush', '--counters']);
            expect(`${done.status} ${done.stderr}`, plan.value.input).toBe('0 ');
            const live = await read(kernel);
            expect(contents(live), plan.value.input).toEqual(contents(after));
            for (const { is, may } of keptCounters(held, live)) expect(may, plan.value.input).toContain(is);
            for (const [was, is] of policyCounters(held, live)) expect(is, plan.value.input).toEqual(was);
          }),
          { numRuns, seed: SEED, interruptAfterTimeLimit: LONG ? 3_000_000 : 20_000 },
        );
      });
    },
  );

  it.skipIf(!support[backend]).each(['-m recent --set', '-m connlimit --connlimit-above 3'])(
    'a rule that was typed as %s, without its mask, can be deleted',
    async (words) => {
      await withKernel({ backend, family: 'ipv4' }, async (kernel) => {
        const added = await kernel.run([kernel.tool(''), '-A', 'INPUT', ...words.split(' '), '-j', 'DROP']);
        expect(added).toMatchObject({ status: 0 });
        const held = await read(kernel);
        const without = held.tables.map((table) => ({
          ...table,
          chains: table.chains.map((chain) => ({ ...chain, rules: [] })),
        }));
        const plan = planChange(held, { ...held, tables: without }, { backend });
        if (!plan.ok) throw new Error(plan.error.message);
        expect(await kernel.restore(plan.value.input, ['--noflush', '--counters'])).toMatchObject({ status: 0 });
        expect((await read(kernel)).tables.flatMap(({ chains }) => chains.flatMap(({ rules }) => rules))).toEqual([]);
      });
    },
  );
});
