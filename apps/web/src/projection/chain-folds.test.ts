import { applyStep, diffRulesets } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { findChain, type Chain, type RuleId } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { foldsOf, slotAt, slotCount, slotOf, type Unfolded } from './chain-folds.ts';

const NOTHING: Unfolded = { opened: new Set(), kept: null };

/** A chain in which these rules were hit. */
function parse(count: number, hits: readonly number[]) {
  const rules = Array.from(
    { length: count },
    (_, n) => `[${hits.includes(n) ? 7 : 0}:0] -A A -s 10.0.${n}.0/24 -j DROP`,
  );
  return parseSave(`*filter\n:A - [0:0]\n${rules.join('\n')}\nCOMMIT\n`, { family: 'ipv4' }).ruleset;
}
const chainOf = (ruleset: ReturnType<typeof parse>) => findChain(ruleset, { table: 'filter', chain: 'A' }) as Chain;

describe('folds of a long chain', () => {
  it('fold what no packet hit, between the first ten rules and the last three', () => {
    expect(foldsOf(chainOf(parse(59, [])), undefined, NOTHING)).toEqual([]);
    expect(foldsOf(chainOf(parse(60, [])), undefined, NOTHING)).toEqual([{ from: 10, to: 57 }]);
    expect(foldsOf(chainOf(parse(100, [40, 45])), undefined, NOTHING)).toEqual([
      { from: 10, to: 40 },
      { from: 46, to: 97 },
    ]);
  });

  it('fold nothing when nobody counted', () => {
    const text = `*filter\n:A - [0:0]\n${'-A A -j DROP\n'.repeat(100)}COMMIT\n`;
    expect(foldsOf(chainOf(parseSave(text, { family: 'ipv4' }).ruleset), undefined, NOTHING)).toEqual([]);
  });

  it('leave out what is selected, and what the person opened', () => {
    const chain = chainOf(parse(100, []));
    const kept = chain.rules[50]?.id ?? '';
    expect(foldsOf(chain, undefined, { ...NOTHING, kept })).toEqual([
      { from: 10, to: 50 },
      { from: 51, to: 97 },
    ]);
    expect(foldsOf(chain, undefined, { ...NOTHING, opened: new Set([chain.rules[10]?.id ?? '']) })).toEqual([]);
  });

  it('leave out what the draft changed', () => {
    const base = parse(100, []);
    const step = applyStep(base, {
      type: 'removeRule',
      table: 'filter',
      chain: 'A',
      id: chainOf(base).rules[50]?.id as RuleId,
    });
    if (!step.ok) throw new Error('not done');
    const [diff] = diffRulesets(base, step.value).chains;
    expect(foldsOf(chainOf(step.value), diff, NOTHING)).toEqual([
      { from: 10, to: 50 },
      { from: 51, to: 97 },
    ]);
  });

  it('show every line once, by itself or in its fold', () => {
    const hits = fc.array(fc.integer({ min: 0, max: 199 }), { maxLength: 30 });
    fc.assert(
      fc.property(fc.integer({ min: 14, max: 200 }), hits, (count, hit) => {
        const folds = foldsOf(chainOf(parse(count, hit)), undefined, NOTHING);
        const lines = Array.from({ length: slotCount(count, folds) }, (_, at) => slotAt(folds, at)).flatMap(
          (slot, at) => {
            const shown =
              'line' in slot
                ? [slot.line]
                : Array.from({ length: slot.fold.to - slot.fold.from }, (_, n) => slot.fold.from + n);
            for (const line of shown) expect(slotOf(folds, line)).toBe(at);
            return shown;
          },
        );
        expect(lines).toEqual(Array.from({ length: count }, (_, line) => line));
        expect(slotCount(count, folds)).toBeGreaterThanOrEqual(Math.min(count, 14));
      }),
      { numRuns: 40 },
    );
  });
});
