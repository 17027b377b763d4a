import { createRule, ruleIdOf } from '@sluice/iptables';
import { BACKENDS, isBuiltinChain, type Chain, type Rule, type Ruleset, type Table } from '@sluice/netfilter';
import {
  announceSkip,
  corpus,
  gallery,
  keepFigure,
  kernelAvailable,
  LONG,
  randomFrom,
  rulesetOf,
  SEED,
  withKernel,
  type Kernel,
  type SaveFile,
} from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { planChange } from './plan.ts';
import { contents, keptCounters, load, policyCounters, read } from './testing/kernel-rules.ts';

/*
 * Real rulesets, edited at random: the plan from A to B, restored over A in a real kernel, makes B and keeps the counters
 * of what stays; the plan back makes A. `npm run oracle` does two hundred pairs.
 */

const support = kernelAvailable();
const shared = corpus();
if (support.reason) announceSkip('pairs of real rulesets', support.reason);
if (!shared) announceSkip('pairs from the corpus', 'there is none here; the gallery serves');

const PAIRS = Number(process.env['SLUICE_RUNS'] ?? (LONG ? 100 : 6));
/** A pair of a ruleset of thousands of rules says no more than one of hundreds. */
const LARGEST = 120_000;

const files: readonly SaveFile[] = [...gallery().flatMap(({ saves }) => saves), ...(shared?.dumps() ?? [])].filter(
  ({ text }) => text.length < LARGEST,
);

type Random = () => number;
const below = (random: Random, most: number): number => Math.floor(random() * most);
const pick = <T>(random: Random, list: readonly T[]): T | undefined => list[below(random, list.length)];

/** The ruleset after so many random edits: rules taken out, doubled, moved, put in; chains made and removed; policies. */
function edit(ruleset: Ruleset, random: Random, edits: number): Ruleset {
  let edited = ruleset;
  for (let done = 0; done < edits; done++) {
    const table = pick(random, edited.tables);
    if (!table) return edited;
    const changed = editTable(table, random);
    edited = { ...edited, tables: edited.tables.map((each) => (each === table ? changed : each)) };
  }
  return withCounters(edited, random);
}

function editTable(table: Table, random: Random): Table {
  const chain = pick(random, table.chains);
  if (!chain) return table;
  const into = (next: Chain): Table => ({
    ...table,
    chains: table.chains.map((each) => (each === chain ? next : each)),
  });
  const { rules } = chain;
  const at = below(random, rules.length);
  const rule = rules[at];
  switch (below(random, 8)) {
    case 0:
      return into({ ...chain, rules: rules.toSpliced(at, 1) });
    case 1:
      return into(rule ? { ...chain, rules: rules.toSpliced(below(random, rules.length + 1), 0, rule) } : chain);
    case 2:
    case 3:
      return into(
        rule ? { ...chain, rules: rules.toSpliced(at, 1).toSpliced(below(random, rules.length), 0, rule) } : chain,
      );
    case 4:
      return into({ ...chain, rules: rules.toSpliced(at, 0, newRule(random)) });
    case 5:
      return into({ ...chain, rules: rules.toSpliced(at, rule ? 1 : 0, newRule(random)) });
    case 6:
      if (table.name === 'nat' || !isBuiltinChain(table.name, chain.name)) return table;
      return into({ ...chain, policy: chain.policy === 'DROP' ? 'ACCEPT' : 'DROP' });
    default:
      return callNewChain(table, chain, random);
  }
}

/** A new chain with a rule, called from a chain; or no such chain any more. */
function callNewChain(table: Table, from: Chain, random: Random): Table {
  const name = `pair-${below(random, 4)}`;
  const known = table.chains.find((chain) => chain.name === name);
  if (known) {
    const calls = (rule: Rule): boolean => rule.spec.target?.name === name;
    const chains = table.chains.filter((chain) => chain !== known);
    return {
      ...table,
      chains: chains.map((chain) => ({ ...chain, rules: chain.rules.filter((rule) => !calls(rule)) })),
    };
  }
  const call = ruleOf(`-j ${name}`);
  const chains = table.chains.map((chain) => (chain === from ? { ...chain, rules: [...chain.rules, call] } : chain));
  return { ...table, chains: [...chains, { name, rules: [newRule(random)] }] };
}

function ruleOf(text: string): Rule {
  return createRule(text, ruleIdOf('filter', 'pair', text, 0));
}

/** Its words stand everywhere, in every table and family. */
function newRule(random: Random): Rule {
  return ruleOf(`-p tcp -m tcp --dport ${1000 + below(random, 5)}`);
}

function withCounters(ruleset: Ruleset, random: Random): Ruleset {
  const number = (): bigint => BigInt(below(random, 2 ** 30));
  const counted = (rule: Rule): Rule => createRule(rule.text, rule.id, { packets: number(), bytes: number() });
  const tables = ruleset.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => ({ ...chain, rules: chain.rules.map(counted) })),
  }));
  return { ...ruleset, tables };
}

/** What the kernel makes of a ruleset; undefined where it does not take it (a set or module that is not here). */
async function asPrinted(kernel: Kernel, ruleset: Ruleset): Promise<Ruleset | undefined> {
  const loaded = await load(kernel, ruleset);
  return loaded.status === 0 ? read(kernel) : undefined;
}

async function carryOut(kernel: Kernel, target: Ruleset): Promise<Ruleset> {
  const held = await read(kernel);
  const plan = planChange(held, target, { backend: kernel.backend });
  if (!plan.ok) throw new Error(plan.error.message);
  const done = await kernel.restore(plan.value.input, ['--noflush', '--counters']);
  expect(`${done.status} ${done.stderr}`, plan.value.input).toBe('0 ');
  const live = await read(kernel);
  expect(contents(live), plan.value.input).toEqual(contents(target));
  for (const { is, may } of keptCounters(held, live)) expect(may, plan.value.input).toContain(is);
  for (const [was, is] of policyCounters(held, live)) expect(is, plan.value.input).toEqual(was);
  return live;
}

describe.each(BACKENDS)('on %s', (backend) => {
  it.skipIf(!support[backend])(
    `${PAIRS} pairs, seed ${SEED}: the plan makes B of A, keeps counters, and back`,
    { timeout: 600_000 },
    async () => {
      const random = randomFrom(SEED + (backend === 'nft' ? 0 : 1_000_003));
      const seen = { pairs: 0, rules: 0 };
      for (let tried = 0; seen.pairs < PAIRS; tried++) {
        expect(tried, 'hardly any ruleset can be loaded here').toBeLessThan(PAIRS * 10);
        const file = pick(random, files);
        if (!file) throw new Error('no rulesets');
        const before = edit(rulesetOf(file.text, file.family), random, below(random, 6));
        const after = edit(before, random, 1 + below(random, 12));
        await withKernel({ backend, family: file.family }, async (kernel) => {
          const wanted = await asPrinted(kernel, after);
          const held = wanted && (await asPrinted(kernel, before));
          if (!held) return;
          await carryOut(kernel, wanted);
          await carryOut(kernel, held);
          seen.pairs++;
          seen.rules += held.tables.flatMap(({ chains }) => chains.flatMap((chain) => chain.rules)).length;
        });
      }
      keepFigure({ what: 'pairs', backend, seed: SEED, runs: seen.pairs, counts: { rules: seen.rules } });
    },
  );
});
