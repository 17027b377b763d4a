import { parseSave } from '@sluice/iptables';
import { BACKENDS, FAMILIES, type Family, type Ruleset } from '@sluice/netfilter';
import { announceSkip, kernelAvailable, withKernel } from '@sluice/testkit';
import { describe, expect, it, test } from 'vitest';
import { applySteps } from './apply.ts';
import { planChange } from './plan.ts';
import { startingRules, type StartingRules } from './starting-rules.ts';
import { stepsBetween } from './steps-between.ts';
import { contents, read } from './testing/kernel-rules.ts';

const support = kernelAvailable();
if (support.reason) announceSkip('starting rules on a real kernel', support.reason);

const STARTS: Readonly<Record<string, StartingRules>> = {
  'protect this host': { kind: 'protect', sshPort: '22', sshFrom: '', tcpPorts: ['80', '443'] },
  'protect with little': { kind: 'protect', sshPort: '2222', sshFrom: '', tcpPorts: ['8080:8090'] },
  'router with NAT': { kind: 'router', outside: 'wan0', inside: 'lan0', tcpPorts: ['22'] },
};
const EVERY = Object.entries(STARTS).flatMap(([name, start]) =>
  FAMILIES.map((family) => ({ name, start, family }) as const),
);

function rulesetOf(start: StartingRules, family: Family): Ruleset {
  const document = parseSave(startingRules(start, family), { family });
  expect(document.diagnostics).toEqual([]);
  return document.ruleset;
}

test('where SSH may come from stands in its rule', () => {
  const start: StartingRules = { kind: 'protect', sshPort: '22', sshFrom: '192.0.2.0/24', tcpPorts: [] };
  expect(startingRules(start, 'ipv4')).toContain('-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -m conntrack');
});

describe.each(BACKENDS)('on %s', (backend) => {
  it.skipIf(!support[backend]).each(EVERY)(
    '$name ($family) goes from nothing through steps and a plan, and is printed as it was written',
    async ({ start, family }) => {
      const wanted = rulesetOf(start, family);
      await withKernel({ backend, family }, async (kernel) => {
        const bare = await read(kernel);
        const drafted = applySteps(bare, stepsBetween(bare, wanted));
        if (!drafted.ok) throw new Error(drafted.error.message);
        const plan = planChange(bare, drafted.value, { backend });
        if (!plan.ok) throw new Error(plan.error.message);
        const done = await kernel.restore(plan.value.input, ['--noflush']);
        expect(`${done.status} ${done.stderr}`, plan.value.input).toBe('0 ');
        expect(contents(await read(kernel))).toEqual(contents(wanted));
      });
    },
  );
});
