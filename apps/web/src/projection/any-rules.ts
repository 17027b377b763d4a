import { applyStep, type Step } from '@sluice/draft';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';

const chainName = fc.integer({ min: 0, max: 30 }).map((n) => `C${n}`);
const anyRule = fc.record({
  from: fc.oneof(fc.constantFrom('INPUT', 'FORWARD', 'OUTPUT', 'PREROUTING', 'POSTROUTING'), chainName),
  table: fc.constantFrom('filter', 'nat', 'mangle', 'raw', 'security'),
  how: fc.constantFrom('-j', '-j', '-g'),
  to: fc.oneof(chainName, fc.constant('RETURN')),
  match: fc.constantFrom('', '-s 192.0.2.0/24 ', '-i eth0 -p tcp -m tcp --dport 12345 '),
});
const HOOKS_OF: Record<string, readonly string[]> = {
  filter: ['INPUT', 'FORWARD', 'OUTPUT'],
  security: ['INPUT', 'FORWARD', 'OUTPUT'],
  nat: ['PREROUTING', 'INPUT', 'OUTPUT', 'POSTROUTING'],
  mangle: ['PREROUTING', 'INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'],
  raw: ['PREROUTING', 'OUTPUT'],
};
/** Rules of all tables with up to thirty user-defined chains, as iptables-save prints them. */
export const anySaveText = fc.array(anyRule, { maxLength: 120 }).map((list) =>
  Object.entries(HOOKS_OF)
    .map(([table, hooks]) => {
      const own = list.filter(
        (entry) => entry.table === table && (hooks.includes(entry.from) || entry.from[0] === 'C'),
      );
      const custom = new Set(own.flatMap(({ from, to }) => [from, to]).filter((name) => /^C\d/.test(name)));
      return [
        `*${table}`,
        ...hooks.map((hook) => `:${hook} ACCEPT [0:0]`),
        ...[...custom].map((name) => `:${name} - [0:0]`),
        // Calls only go to chains with a higher number, as the kernel allows no loops.
        ...own
          .filter(
            ({ from, to }) => !/^C\d/.test(from) || to === 'RETURN' || Number(to.slice(1)) > Number(from.slice(1)),
          )
          .map(({ from, match, how, to }) => `-A ${from} ${match}${to === 'RETURN' ? '-j' : how} ${to}`),
        'COMMIT',
      ].join('\n');
    })
    .join('\n'),
);

/** Numbers from which an edit is made that fits the rules as they then are. */
export interface Die {
  readonly kind: number;
  readonly chain: number;
  readonly other: number;
  readonly rule: number;
}

const number = fc.nat(1000);
/** So many edits, one after the other. */
export const anyDice: fc.Arbitrary<readonly Die[]> = fc.array(
  fc.record({ kind: fc.nat(4), chain: number, other: number, rule: number }),
  { minLength: 1, maxLength: 8 },
);

/** The rules after one more edit; the same where it does not apply. */
export function edited(rules: Ruleset, die: Die, id: string): Ruleset {
  const step = stepOf(rules, die, id as RuleId);
  const done = step && applyStep(rules, step);
  return done?.ok ? done.value : rules;
}

function stepOf({ tables }: Ruleset, die: Die, id: RuleId): Step | null {
  const places = tables.flatMap(({ name: table, chains }) => chains.map((chain) => ({ table, chain })));
  const place = places[die.chain % places.length];
  if (!place) return null;
  const { table, chain } = place;
  const others = places.filter((each) => each.table === table && each.chain.policy === undefined);
  const other = others[die.other % others.length]?.chain;
  const rule = chain.rules[die.rule % chain.rules.length];
  const after = rule?.id ?? null;
  switch (die.kind) {
    case 0:
      return { type: 'createChain', table, chain: `NEW${die.other % 4}` };
    case 1:
      return rule ? { type: 'removeRule', table, chain: chain.name, id: rule.id } : null;
    case 2:
      return other && rule
        ? { type: 'moveRule', table, chain: chain.name, id: rule.id, toChain: other.name, after: null }
        : null;
    case 3:
      return other ? { type: 'insertRule', table, chain: chain.name, after, id, text: `-j ${other.name}` } : null;
    default:
      return { type: 'insertRule', table, chain: chain.name, after, id, text: '-s 192.0.2.0/24 -j RETURN' };
  }
}
