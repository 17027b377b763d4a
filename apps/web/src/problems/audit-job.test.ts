import { parseSave } from '@sluice/iptables';
import type { RuleId } from '@sluice/netfilter';
import { expect, test } from 'vitest';
import type { Recipe } from '../state/slice.ts';
import { createAuditor, type AuditJob } from './audit-job.ts';

const TEXT = '*filter\n:INPUT DROP [0:0]\n:LONELY - [0:0]\n-A INPUT -i lo -j ACCEPT\n-A LONELY -j DROP\nCOMMIT\n';
const rules = (...groups: Recipe['groups']): Recipe => ({ family: 'ipv4', text: TEXT, groups });

const first = parseSave(TEXT, { family: 'ipv4' }).ruleset.tables[0]?.chains[0]?.rules[0]?.id ?? null;
const SHADOWED: Recipe['groups'][number] = {
  label: 'add',
  steps: [
    {
      type: 'insertRule',
      table: 'filter',
      chain: 'INPUT',
      after: first,
      id: 'draft:1' as RuleId,
      text: '-i lo -p tcp -j DROP',
    },
  ],
};
const REMOVED: Recipe['groups'][number] = {
  label: 'remove',
  steps: [{ type: 'removeChain', table: 'filter', chain: 'LONELY' }],
};

const job = (now: Recipe, before: Recipe | null): AuditJob => ({
  serial: 1,
  backend: 'nft',
  rules: now,
  before,
  beside: null,
});

/** Runs to the end; the parts tell how much is done, and never less than before. */
function run(auditor: ReturnType<typeof createAuditor>, of: AuditJob) {
  const work = auditor(of);
  let done = 0;
  for (let part = work.next(); ; part = work.next()) {
    if (part.done) return part.value;
    expect(part.value).toBeGreaterThanOrEqual(done);
    expect(part.value).toBeLessThanOrEqual(1);
    done = part.value;
  }
}

const kinds = (findings: readonly { readonly kind: string }[] | null) => findings?.map(({ kind }) => kind);

test('without a draft there is nothing before', () => {
  const { findings, before } = run(createAuditor(), job(rules(), null));
  expect(before).toBeNull();
  expect(kinds(findings)).toContain('uncalledChain');
});

test('what the draft brings is among the findings now and not among those before; its rule has the draft’s name', () => {
  const { findings, before } = run(createAuditor(), job(rules(SHADOWED), rules()));
  expect(findings.find(({ kind }) => kind === 'shadowed')?.rule?.id).toBe('draft:1');
  expect(kinds(before)).not.toContain('shadowed');
});

test('the rules that run are asked once; another draft on them gets the same answer about them', () => {
  const auditor = createAuditor();
  const one = run(auditor, job(rules(SHADOWED), rules()));
  const other = run(auditor, job(rules(SHADOWED, REMOVED), rules()));
  expect(other.before).toBe(one.before);
  expect(kinds(other.before)).toContain('uncalledChain');
});

test('a refused draft is looked at as if it were not', () => {
  const broken = { ...REMOVED, steps: [{ ...REMOVED.steps[0], chain: 'NOSUCH' }] } as Recipe['groups'][number];
  expect(kinds(run(createAuditor(), job(rules(broken), null)).findings)).toContain('uncalledChain');
});
