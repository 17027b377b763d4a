import { applySteps } from '@sluice/draft';
import { audit, simulate } from '@sluice/analysis';
import { gallery, rulesetOf } from '@sluice/testkit';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { auditFile } from './audit-verb.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

function run(lines: readonly string[], json = false) {
  const path = join(folder, 'rules');
  writeFileSync(path, `*filter\n${lines.join('\n')}\nCOMMIT\n`);
  let out = '';
  const exit = auditFile(path, { family: 'ipv4', backend: 'nft', json }, { write: (text) => (out += String(text)) });
  return { out: out.replaceAll(path, 'rules'), exit };
}

const SHADOWED = [
  ':FORWARD ACCEPT [0:0]',
  '-A FORWARD -p tcp -j DROP',
  '-A FORWARD -p tcp --dport 22 -j ACCEPT',
  '-A FORWARD -s 192.0.2.0/24 -j DROP',
];

describe('audit', () => {
  test('says what is wrong, what shows it and what would mend it', () => {
    const { out, exit } = run(SHADOWED);
    expect(out).toBe(`Likely a mistake:
  filter FORWARD rule 2 can never match: rule 1 before it takes all its packets.
    shown by tcp 192.0.2.9:50000 → 198.51.100.1:22: dropped
    Remove rule 2: nothing changes for any packet
`);
    expect(exit).toBe(3);
  });

  test('as JSON', () => {
    const { out } = run(SHADOWED, true);
    expect(JSON.parse(out)).toMatchObject({
      findings: [{ kind: 'shadowed', chain: { table: 'filter', chain: 'FORWARD' }, fix: { keepsFates: true } }],
    });
  });

  test('what could only be tighter ends with 0', () => {
    expect(run([':INPUT ACCEPT [0:0]', ':U - [0:0]'])).toMatchObject({ exit: 0 });
  });
});

test('every fix of the gallery is a step that a draft takes, and mends what it is for', () => {
  let fixed = 0;
  for (const { saves } of gallery()) {
    for (const { text, family } of saves) {
      const ruleset = rulesetOf(text, family);
      for (const { id, fix, witness } of audit({ ruleset, backend: 'nft' }).findings) {
        if (!fix) continue;
        const after = applySteps(ruleset, fix.steps);
        expect(after.ok, id).toBe(true);
        if (!after.ok) continue;
        expect(audit({ ruleset: after.value, backend: 'nft' }).findings.map((each) => each.id)).not.toContain(id);
        if (witness && fix.keepsFates) expect(simulate(after.value, witness.question, 'nft').fate).toBe(witness.fate);
        fixed++;
      }
    }
  }
  expect(fixed).toBeGreaterThan(5);
});
