import { BACKENDS } from '@sluice/netfilter';
import { announceSkip, gallery, kernelAvailable, rulesetOf, withKernel } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { canonicalText } from './ruleset-printer.ts';
import { printScript } from './script-printer.ts';

const support = kernelAvailable();
if (support.reason) announceSkip('scripts on a real kernel', support.reason);

const BEFORE = `*filter
:INPUT DROP [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:OLD - [0:0]
-A INPUT -j OLD
COMMIT
`;
const AFTER = `*filter
:INPUT ACCEPT [0:0]
:FORWARD DROP [0:0]
:OUTPUT ACCEPT [0:0]
:NEW - [0:0]
-A INPUT -m comment --comment "it\\'s \\"quoted\\" $HOME; a|b" -j NEW
-A FORWARD ! -s 10.0.0.0/8 -j LOG --log-prefix "in: "
-A NEW -j RETURN
COMMIT
`;

describe.each(BACKENDS)('%s', (backend) => {
  it.skipIf(!support[backend])('a script makes the kernel hold the rules, whatever it held', async () => {
    await withKernel({ backend, family: 'ipv4' }, async (kernel) => {
      expect((await kernel.restore(BEFORE)).status).toBe(0);
      // The programs' own names: plain `iptables` is whichever backend this machine prefers.
      const script = printScript(rulesetOf(AFTER)).replaceAll(/^iptables /gm, `${kernel.tool('')} `);
      const ran = await kernel.run(['sh'], { input: script });
      expect([ran.status, ran.stderr]).toEqual([0, '']);
      expect(canonicalText(rulesetOf(await kernel.save()))).toBe(canonicalText(rulesetOf(AFTER)));
    });
  });

  it.skipIf(!support[backend])('every example as a script loads as it does from its save file', async () => {
    const examples = gallery().flatMap(({ saves }) => saves.filter(({ family }) => family === 'ipv4'));
    for (const { name, text } of examples.filter(({ text: save }) => !save.includes('-m owner'))) {
      await withKernel({ backend, family: 'ipv4' }, async (kernel) => {
        const script = printScript(rulesetOf(text)).replaceAll(/^iptables /gm, `${kernel.tool('')} `);
        const ran = await kernel.run(['sh'], { input: script });
        expect([name, ran.status, ran.stderr]).toEqual([name, 0, '']);
        expect(canonicalText(rulesetOf(await kernel.save()))).toBe(canonicalText(rulesetOf(text)));
      });
    }
  });
});
