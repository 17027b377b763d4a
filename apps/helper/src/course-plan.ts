import { diffRulesets } from '@sluice/draft';
import type { Backend, Ruleset } from '@sluice/netfilter';
import { mapChains, planInput } from './planning.ts';
import { splitTables } from './restoring.ts';
import { settle, type Course } from './settle.ts';

/**
 * What is to be restored so that the host holds what it shall; empty when it does. Where a rule of ours stands in a
 * wrong place it is ours that is taken out and put back, never the rules around it: another program may be changing
 * those at this moment, and their order is not ours to touch.
 */
export function planCourse(course: Course, live: Ruleset, backend: Backend): string {
  const settled = settle(course, live);
  const without = withoutMisplaced(course, live, settled);
  if (!without) return planInput(live, settled, backend);
  return joinTables(planInput(live, without, backend), planInput(without, settled, backend));
}

/** The live rules without ours, in chains in which something has to move; null when nothing has to. */
function withoutMisplaced({ base, mine }: Course, live: Ruleset, settled: Ruleset): Ruleset | null {
  const moving = new Set(
    diffRulesets(live, settled, { matchByText: true })
      .chains.filter((chain) => chain.rows.some((row) => row.change === 'moved'))
      .map(({ table, chain }) => `${table} ${chain}`),
  );
  if (moving.size === 0) return null;
  const ours = new Map<string, Set<string>>();
  for (const { table, chain, rows } of diffRulesets(base, mine, { matchByText: true }).chains) {
    const brought = rows.filter((row) => row.change === 'added' || row.change === 'moved');
    ours.set(`${table} ${chain}`, new Set(brought.flatMap((row) => (row.after ? [row.after.rule.text] : []))));
  }
  return mapChains(live, (chain, table) => {
    const key = `${table} ${chain.name}`;
    const words = ours.get(key);
    if (!words || !moving.has(key)) return chain;
    return { ...chain, rules: chain.rules.filter((rule) => !words.has(rule.text)) };
  });
}

/** Two plans as one: what both do to a table is one commit. */
function joinTables(first: string, second: string): string {
  const tables = new Map<string, string>();
  for (const table of [...splitTables(first), ...splitTables(second)]) {
    const [head = '', ...lines] = table.split('\n');
    const body = lines.slice(0, lines.lastIndexOf('COMMIT')).join('\n');
    const before = tables.get(head);
    tables.set(head, [before, body].filter((part) => part !== undefined && part !== '').join('\n'));
  }
  return [...tables].map(([head, body]) => `${head}\n${body}\nCOMMIT\n`).join('');
}
