import { findMatch, type Chain, type Counters, type Rule } from '@sluice/netfilter';
import type { Sides } from './diff.ts';
import { countersText, safeChainName, safeRuleText, type LinePlace, type PlanOperation } from './plan-line.ts';
import { commonSubsequence, type Pair } from './sequence.ts';

/** What is to be done to the rules of one chain. */
export interface ChainWork {
  readonly deletions: readonly PlanOperation[];
  readonly insertions: readonly PlanOperation[];
}

interface ChainPair extends LinePlace {
  readonly before: readonly Rule[];
  readonly after: readonly Rule[];
  /** The rules that stay where they are. */
  readonly steady: readonly Pair[];
}

/** The deletions and insertions for the chains that stay or come; `removed` are chains that go, with their rules. */
export function planChainRules(
  place: Pick<LinePlace, 'family' | 'table'>,
  pairs: readonly Sides<Chain | undefined>[],
  removed: readonly Chain[],
): readonly ChainWork[] {
  const chains = pairs.map((pair) => pairRules(place, pair));
  const gone = removed.flatMap((chain) => chain.rules);
  const wanderers = collectWanderers(chains, gone);
  return chains.map((chain) => ({ deletions: deleteRules(chain), insertions: insertRules(chain, wanderers) }));
}

function pairRules(place: Pick<LinePlace, 'family' | 'table'>, pair: Sides<Chain | undefined>): ChainPair {
  const before = pair.before?.rules ?? [];
  const after = pair.after?.rules ?? [];
  const steady = commonSubsequence(
    before.map((rule) => rule.text),
    after.map((rule) => rule.text),
  );
  return { ...place, chain: (pair.after ?? pair.before)?.name ?? '', before, after, steady };
}

/**
 * Front to back. By its words, which hits the right rule whatever other programs inserted meanwhile: both backends
 * delete the first rule that equals the words, and find every rule by the words that their own save printed (measured
 * on 1.8.9 over all modules: 1,822 rules on nft, 1,828 on legacy). By number only where an equal rule stands before it and
 * stays, or where the printed words are not all that the kernel compares.
 */
function deleteRules(pair: ChainPair): readonly PlanOperation[] {
  if (pair.steady.length === pair.before.length) return [];
  const stays = new Set(pair.steady.map((steady) => steady.before));
  const staying = new Set<string>();
  const deletions: PlanOperation[] = [];
  const { table } = pair;
  const chain = safeChainName(table, pair.chain);
  for (const [at, rule] of pair.before.entries()) {
    if (stays.has(at)) {
      staying.add(whatDeletes(rule.text));
      continue;
    }
    const text = safeRuleText(pair, rule.text);
    const isFound = !staying.has(whatDeletes(text)) && !hidesFromWords(rule);
    const what = isFound ? text : String(at + 1 - deletions.length);
    deletions.push({ type: 'deleteRule', table, chain, line: `-D ${chain} ${what}`.trimEnd() });
  }
  return deletions;
}

/** Whether the tool may not find the rule by the words that were printed of it. */
function hidesFromWords({ spec }: Rule): boolean {
  return spec.matches.some(({ module }) => findMatch(module)?.hidesFromWords === true);
}

/**
 * What the tools compare when they delete by words. One module of all compares less than it says: `-D` with
 * `-m connlabel ! --label x` also hits `-m connlabel --label x` (both backends, 1.8.9).
 */
function whatDeletes(text: string): string {
  return text.includes('connlabel') ? text.replaceAll('! --label', '--label') : text;
}

/** Left to right, so that all before the insertion is final and its number is the place in the new chain. */
function insertRules(pair: ChainPair, wanderers: Wanderers): readonly PlanOperation[] {
  if (pair.steady.length === pair.after.length) return [];
  const stays = new Set(pair.steady.map((steady) => steady.after));
  const lastSteady = pair.steady.at(-1)?.after ?? -1;
  const { table } = pair;
  const chain = safeChainName(table, pair.chain);
  const insertions: PlanOperation[] = [];
  for (const [at, rule] of pair.after.entries()) {
    if (stays.has(at)) continue;
    const type = at > lastSteady ? 'appendRule' : 'insertRule';
    const verb = type === 'appendRule' ? `-A ${chain}` : `-I ${chain} ${at + 1}`;
    const text = safeRuleText(pair, rule.text);
    const counters = wanderers.take(pair.chain, rule) ?? rule.counters;
    const prefix = counters && (counters.packets > 0n || counters.bytes > 0n) ? `${countersText(counters)} ` : '';
    insertions.push({ type, table, chain, line: `${prefix}${verb} ${text}`.trimEnd() });
  }
  return insertions;
}

/** Rules that leave their place, to give their counters to the same rule where it comes back. */
interface Wanderers {
  /** The counters of the rule that left, by its id from anywhere in the table, else by its words from the same chain; each once. */
  take(chain: string, rule: Rule): Counters | undefined;
}

function collectWanderers(chains: readonly ChainPair[], gone: readonly Rule[]): Wanderers {
  const byId = new Map<string, Rule>(gone.map((rule) => [rule.id, rule]));
  const byWords = new Map<string, Rule[]>();
  for (const pair of chains) {
    const stays = new Set(pair.steady.map((steady) => steady.before));
    for (const [at, rule] of pair.before.entries()) {
      if (stays.has(at)) continue;
      byId.set(rule.id, rule);
      const key = `${pair.chain} ${rule.text}`;
      byWords.set(key, [...(byWords.get(key) ?? []), rule]);
    }
  }
  const used = new Set<Rule>();
  return {
    take(chain, rule) {
      const sameId = byId.get(rule.id);
      const candidates = [sameId, ...(byWords.get(`${chain} ${rule.text}`) ?? [])];
      const found = candidates.find((entry) => entry && entry.text === rule.text && !used.has(entry));
      if (found) used.add(found);
      return found?.counters;
    },
  };
}
