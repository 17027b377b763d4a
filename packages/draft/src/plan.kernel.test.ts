import { parseSave, printRuleset } from '@sluice/iptables';
import { BACKENDS, FAMILIES, hooksOf, isBuiltinChain, TABLES, type Rule, type Ruleset } from '@sluice/netfilter';
import { announceSkip, anyRulesetPair, kernelAvailable, withKernel, type Kernel } from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffRulesets } from './diff.ts';
import { planChange } from './plan.ts';

const support = kernelAvailable();
if (support.reason) announceSkip('plans on a real kernel', support.reason);

const LONG = process.env['SLUICE_LONG'] === '1';
/** A fixed seed in every run, a new one in a long run: CI is not the place for surprises. */
const SEED = LONG ? Date.now() : 20_261_123;

/** Empties everything that a random ruleset may touch, then loads this one. */
async function load(kernel: Kernel, ruleset: Ruleset): Promise<void> {
  const others = TABLES.filter((table) => !ruleset.tables.some(({ name }) => name === table));
  // Restoring a table whole replaces it; naming the others with their chains empties them.
  const empty = others.map(
    (table) =>
      `*${table}\n${hooksOf(table)
        .map((hook) => `:${hook} ACCEPT [0:0]\n`)
        .join('')}COMMIT\n`,
  );
  const loaded = await kernel.restore(empty.join('') + printRuleset(ruleset, { counters: true }), ['--counters']);
  expect(loaded.stderr).toBe('');
  expect(loaded.status).toBe(0);
}

async function read(kernel: Kernel): Promise<Ruleset> {
  return parseSave(await kernel.save(), { family: kernel.family }).ruleset;
}

/** What both sides must agree on: chains in any order, policies, rules in order. Empty tables are no tables. */
function contents(ruleset: Ruleset): Record<string, readonly string[]> {
  const entries = ruleset.tables.flatMap((table) =>
    table.chains
      .filter((chain) => !isBuiltinChain(table.name, chain.name) || chain.rules.length > 0 || chain.policy === 'DROP')
      .map((chain): [string, readonly string[]] => [
        `${table.name} ${chain.name} ${chain.policy ?? '-'}`,
        chain.rules.map((rule) => rule.text),
      ]),
  );
  return Object.fromEntries(entries.toSorted(([a], [b]) => a.localeCompare(b)));
}

/**
 * The counters of every rule that the plan left alone or moved, beside those that it may have: its own, or, where it
 * moved, those of any equal rule that left its place (which of two equals moved is a matter of taste).
 */
function keptCounters(
  before: Ruleset,
  live: Ruleset,
): readonly { readonly is: string; readonly may: readonly string[] }[] {
  return diffRulesets(before, live, { matchByText: true }).chains.flatMap(({ rows }) =>
    rows.flatMap((row) => {
      if (!row.before || !row.after) return [];
      const { text } = row.after.rule;
      const leavers = rows.filter((other) => other.change !== 'same' && other.before?.rule.text === text);
      const sources = row.change === 'same' ? [row] : leavers;
      return [
        {
          is: packetsOf(row.after.rule),
          may: sources.flatMap(({ before: old }) => (old ? [packetsOf(old.rule)] : [])),
        },
      ];
    }),
  );
}

function packetsOf(rule: Rule): string {
  return String(rule.counters?.packets);
}

/** Policy counters of the chains that both list. */
function policyCounters(before: Ruleset, live: Ruleset): readonly (readonly [unknown, unknown])[] {
  return live.tables.flatMap((table) =>
    table.chains.flatMap((chain) => {
      const old = before.tables.find(({ name }) => name === table.name)?.chains.find(({ name }) => name === chain.name);
      return old?.counters ? [[old.counters, chain.counters] as const] : [];
    }),
  );
}

describe.each(BACKENDS)('on %s', (backend) => {
  it.skipIf(!support[backend]).each(FAMILIES)(
    'the plan turns any %s ruleset into any other, and keeps the counters of what stays',
    { timeout: LONG ? 3_600_000 : 60_000 },
    async (family) => {
      const numRuns = (family === 'ipv4' ? 40 : 12) * (LONG ? 50 : 1);
      await withKernel({ backend, family }, async (kernel) => {
        await fc.assert(
          fc.asyncProperty(anyRulesetPair({ family }), async ([before, after]) => {
            await load(kernel, before);
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
});
