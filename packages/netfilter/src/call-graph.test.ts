import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyLoop, callGraph, findLoop, findPath, longestBelow, reachableFrom, tableCalls } from './call-graph.ts';
import type { Rule, RuleId } from './rule.ts';
import type { Chain, Table } from './ruleset.ts';

const rule = (id: string, name?: string): Rule => {
  const target = name === undefined ? undefined : ({ how: 'jump', name, options: [] } as const);
  return { id: id as RuleId, text: '', spec: { matches: [], ...(target && { target }) }, target };
};

/** A filter table from `caller: callee callee` lines; built-in chains by their names. */
function table(...lines: readonly string[]): Table {
  const chains = lines.map((line) => {
    const [name = '', callees = ''] = line.split(/: ?/);
    return {
      name,
      rules: callees
        .split(' ')
        .filter(Boolean)
        .map((callee, at) => rule(`${name}${at}`, callee)),
    };
  });
  return { name: 'filter', chains };
}

describe('who calls whom', () => {
  it('is known rule by rule, of chains only', () => {
    const graph = callGraph({ family: 'ipv4', tables: [table('INPUT: ACCEPT a a', 'a: b', 'b:')] }, 'filter');
    expect(graph.callersOf.get('a')).toEqual([
      { caller: 'INPUT', rule: expect.objectContaining({ id: 'INPUT1' }), index: 1, how: 'jump', callee: 'a' },
      { caller: 'INPUT', rule: expect.objectContaining({ id: 'INPUT2' }), index: 2, how: 'jump', callee: 'a' },
    ]);
    expect(graph.callsOf.get('INPUT')).toHaveLength(2);
    expect(callGraph({ family: 'ipv4', tables: [] }, 'nat').callsOf.size).toBe(0);
  });

  it('is after any edit what a walk of the whole table finds', () => {
    const names = ['INPUT', 'a', 'b', 'c', 'd'];
    const anyRules = fc.array(fc.constantFrom('ACCEPT', ...names), { maxLength: 4 });
    const anyEdits = fc.array(fc.tuple(fc.constantFrom(...names.keys()), anyRules), { maxLength: 2 });
    fc.assert(
      fc.property(fc.tuple(anyRules, anyRules, anyRules, anyRules, anyRules), anyEdits, (before, edits) => {
        const whole = table(...names.map((name, at) => `${name}: ${before[at]?.join(' ')}`));
        tableCalls(whole);
        const edited = edits.reduce(
          (chains, [at, rules]) => chains.with(at, table(`${names[at]}: ${rules.join(' ')}`).chains[0] as Chain),
          whole.chains,
        );
        const patched = tableCalls({ ...whole, chains: edited });
        const walked = tableCalls({ ...whole, chains: edited.map((chain) => ({ ...chain })) });
        expect(patched.callsOf).toEqual(walked.callsOf);
        expect(patched.callersOf).toEqual(walked.callersOf);
      }),
    );
  });

  it('tells the hooks that lead to a chain', () => {
    const hooks = reachableFrom(table('INPUT: a', 'FORWARD: b', 'a: b', 'b:', 'idle: b'));
    expect([...(hooks.get('b') ?? [])]).toEqual(['INPUT', 'FORWARD']);
    expect([...(hooks.get('a') ?? [])]).toEqual(['INPUT']);
    expect(hooks.get('idle')?.size).toBe(0);
  });

  it('finds the loop that a new call would close', () => {
    const chains = table('INPUT: a', 'a: b', 'b: c', 'c:');
    expect(findLoop(chains, 'c', 'a')).toEqual(['c', 'a', 'b', 'c']);
    expect(findLoop(chains, 'a', 'a')).toEqual(['a', 'a']);
    expect(findLoop(chains, 'a', 'c')).toBeNull();
  });

  it('finds loops that are there, reached or not', () => {
    expect(anyLoop(table('INPUT: a', 'a: b', 'b:'))).toBeNull();
    expect(anyLoop(table('INPUT:', 'a: b', 'b: c a', 'c:'))).toEqual(['a', 'b', 'a']);
    expect(anyLoop(table('a: a'))).toEqual(['a', 'a']);
  });

  it('finds the longest path, past loops', () => {
    const graph = tableCalls(table('INPUT: a c', 'a: b', 'b: c', 'c:'));
    expect(longestBelow(graph, 'INPUT')).toEqual(['INPUT', 'a', 'b', 'c']);
    expect(longestBelow(tableCalls(table('a: b', 'b: a')), 'a')[0]).toBe('a');
  });

  it('walks chains thousands deep', () => {
    const deep = table(...Array.from({ length: 20_000 }, (_, at) => `c${at}: c${at + 1}`), 'c20000:');
    expect(anyLoop(deep)).toBeNull();
    expect(findPath(tableCalls(deep), 'c0', 'c20000')).toHaveLength(20_001);
    expect(longestBelow(tableCalls(deep), 'c0')).toHaveLength(20_001);
  });

  // Choosing a rule of a kubernetes node hung the page: for each of 20,000 chains the table was walked again.
  it('walks a table once, however often it is asked', () => {
    const chains = table('a: b', 'b:');
    expect(tableCalls(chains)).toBe(tableCalls(chains));
    expect(reachableFrom(chains)).toBe(reachableFrom(chains));
    expect(tableCalls(table('a: b', 'b:'))).not.toBe(tableCalls(chains));
  });

  it('finds a loop exactly where a chain reaches itself', () => {
    const edges = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 9 });
    fc.assert(
      fc.property(edges, (all) => {
        const lines = Array.from({ length: 6 }, (_, from) => {
          const callees = all.filter(([caller]) => caller === from).map(([, callee]) => `c${callee}`);
          return `c${from}: ${callees.join(' ')}`;
        });
        const chains = table(...lines);
        const graph = tableCalls(chains);
        const hasLoop = all.some(([caller, callee]) => findPath(graph, `c${callee}`, `c${caller}`) !== null);
        const loop = anyLoop(chains);
        expect(loop !== null).toBe(hasLoop);
        if (!loop) return;
        expect(loop[0]).toBe(loop.at(-1));
        for (const [at, name] of loop.slice(1).entries()) {
          expect(graph.callsOf.get(loop[at] ?? '')?.map((call) => call.callee)).toContain(name);
        }
      }),
    );
  });
});
