import { createRule, ruleIdOf } from '@sluice/iptables';
import {
  hooksOf,
  isHook,
  type Chain,
  type Counters,
  type Family,
  type Policy,
  type Rule,
  type Ruleset,
  type Table,
  type TableName,
} from '@sluice/netfilter';
import * as fc from 'fast-check';

/** User-defined chains that random rulesets draw from; few, so that two rulesets share some. */
export const CHAIN_NAMES = ['A', 'B-1', 'f2b-sshd', 'custom:foo', '::x'] as const;

const TABLES_IN_PLAY: readonly TableName[] = ['filter', 'mangle', 'nat', 'raw'];

/** Where a random rule is to stand. */
export interface RuleSetting {
  readonly family: Family;
  readonly table: TableName;
  readonly chain: string;
  /** User-defined chains that it may call. */
  readonly callees: readonly string[];
}

/**
 * The words of a rule that both backends load at that place and print back unchanged. From a small pool, so that equal
 * rules and near twins are frequent.
 */
export function anyRuleText(setting: RuleSetting): fc.Arbitrary<string> {
  const parts = fc.tuple(
    fc.constantFrom(...ADDRESSES[setting.family]),
    interfaceWords(setting.chain),
    matchWords(setting),
  );
  return fc
    .tuple(parts, targetWords(setting))
    .map(([words, target]) => [...words, target].filter((word) => word !== '').join(' '));
}

const ADDRESSES: Readonly<Record<Family, readonly string[]>> = {
  ipv4: ['', '', '-s 10.0.0.1/32', '-s 192.0.2.0/24', '-d 198.51.100.7/32', '! -s 10.0.0.0/8'],
  ipv6: ['', '', '-s 2001:db8::1/128', '-d 2001:db8:1::/48', '! -s fd00::/8'],
};

function interfaceWords(chain: string): fc.Arbitrary<string> {
  if (chain === 'OUTPUT' || chain === 'POSTROUTING') return fc.constantFrom('', '', '-o eth0');
  if (chain === 'PREROUTING' || chain === 'INPUT') return fc.constantFrom('', '', '-i eth0', '! -i lo');
  return fc.constantFrom('', '', '-i eth0', '-i eth0 -o wlan+');
}

function matchWords({ family }: RuleSetting): fc.Arbitrary<string> {
  const icmp = family === 'ipv4' ? '-p icmp -m icmp --icmp-type 8' : '-p ipv6-icmp -m icmp6 --icmpv6-type 128';
  return fc.constantFrom(
    '',
    '-p tcp -m tcp --dport 22',
    '-p tcp -m tcp --dport 9090',
    '-p tcp -m tcp ! --sport 1024:65535',
    '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN',
    '-p udp -m udp --dport 53',
    '-p tcp -m multiport --dports 80,443',
    icmp,
    '-m conntrack --ctstate RELATED,ESTABLISHED',
    '-m mark --mark 0x1',
    '-m limit --limit 5/min',
    '-m comment --comment plain',
    '-m comment --comment "with \\"quotes\\" and a back\\\\slash"',
    '-m comment --comment "-A INPUT -j DROP"',
    '-m connlabel --label "40"',
    '-m connlabel ! --label "40"',
  );
}

function targetWords({ table, family, callees }: RuleSetting): fc.Arbitrary<string> {
  const calls = callees.flatMap((name) => [`-j ${name}`, `-g ${name}`]);
  const own = {
    filter: ['-j DROP', `-j REJECT --reject-with ${family === 'ipv4' ? 'icmp' : 'icmp6'}-port-unreachable`],
    mangle: ['-j DROP', '-j MARK --set-xmark 0x1/0xff'],
    nat: ['-j LOG'],
    raw: ['-j DROP', '-j NOTRACK'],
    security: ['-j DROP'],
  };
  return fc.constantFrom('', '-j ACCEPT', '-j RETURN', '-j LOG --log-prefix "a b "', ...own[table], ...calls);
}

const anyCounters: fc.Arbitrary<Counters> = fc.record({
  packets: fc.bigInt({ min: 0n, max: 2n ** 40n }),
  bytes: fc.bigInt({ min: 0n, max: 2n ** 60n }),
});

/** What random rulesets may hold. */
export interface RulesetSetting {
  readonly family: Family;
  /** Most rules in one chain; 8 when absent. */
  readonly most?: number;
}

/** A ruleset that both backends load: no loops, no missing callees, ids as a host's rules have them, with counters. */
export function anyRuleset({ family, most = 8 }: RulesetSetting): fc.Arbitrary<Ruleset> {
  return anyTableNames.chain((names) => anyTables({ family, most, wordsAt: anyRuleText }, names));
}

/**
 * Two such rulesets that have much in common: the same few rules, repeated, left out and in another order, in chains of
 * the same few names. What editing makes of a ruleset, and worse.
 */
export function anyRulesetPair({ family, most = 8 }: RulesetSetting): fc.Arbitrary<readonly [Ruleset, Ruleset]> {
  return anyTableNames.chain((names) => {
    const pools = names.map((table) =>
      fc.array(anyRuleText({ family, table, chain: '', callees: [] }), { minLength: 3, maxLength: 5 }),
    );
    return fc.tuple(...pools).chain((lists) => {
      const shared = new Map(names.map((name, at) => [name, lists[at] ?? []]));
      const wordsAt = ({ table, chain, callees }: RuleSetting): fc.Arbitrary<string> => {
        const plain = (shared.get(table) ?? []).filter((text) => mayStand(text, chain));
        return fc.constantFrom('-p tcp -j ACCEPT', ...plain, ...callees.map((name) => `-j ${name}`));
      };
      const tables = anyTables({ family, most, wordsAt }, names);
      return fc.tuple(tables, tables);
    });
  });
}

/** In built-in chains the tools refuse interfaces that a packet cannot have there. */
function mayStand(text: string, chain: string): boolean {
  return !isHook(chain) || !/(?:^| )-[io] /.test(text);
}

const anyTableNames = fc.uniqueArray(fc.constantFrom(...TABLES_IN_PLAY), { minLength: 1, maxLength: 2 });

interface Recipe extends Required<RulesetSetting> {
  wordsAt(setting: RuleSetting): fc.Arbitrary<string>;
}

function anyTables(recipe: Recipe, names: readonly TableName[]): fc.Arbitrary<Ruleset> {
  const { family } = recipe;
  return fc.tuple(...names.map((name) => anyTable(recipe, name))).map((tables) => ({ family, tables }));
}

function anyTable(recipe: Recipe, table: TableName): fc.Arbitrary<Table> {
  const { family } = recipe;
  // Chains call only what stands later in this order: every ruleset has its own order and none has a loop.
  return fc
    .shuffledSubarray([...CHAIN_NAMES])
    .chain((users) =>
      fc.tuple(
        ...hooksOf(table).map((hook) => anyChain(recipe, { family, table, chain: hook, callees: users })),
        ...users.map((chain, at) => anyChain(recipe, { family, table, chain, callees: users.slice(at + 1) })),
      ),
    )
    .map((chains) => ({ name: table, chains }));
}

function anyChain(recipe: Recipe, setting: RuleSetting): fc.Arbitrary<Chain> {
  const { table, chain } = setting;
  const policies: readonly Policy[] = table === 'nat' ? ['ACCEPT'] : ['ACCEPT', 'DROP'];
  const rules = fc
    .array(fc.tuple(recipe.wordsAt(setting), anyCounters), { maxLength: recipe.most })
    .map((entries) => numberRules(table, chain, entries));
  if (!isHook(chain)) return rules.map((list) => ({ name: chain, rules: list }));
  return fc
    .tuple(fc.constantFrom(...policies), anyCounters, rules)
    .map(([policy, counters, list]) => ({ name: chain, policy, counters, rules: list }));
}

function numberRules(
  table: TableName,
  chain: string,
  entries: readonly (readonly [string, Counters])[],
): readonly Rule[] {
  const seen = new Map<string, number>();
  return entries.map(([text, counters]) => {
    const occurrence = seen.get(text) ?? 0;
    seen.set(text, occurrence + 1);
    return createRule(text, ruleIdOf(table, chain, text, occurrence), counters);
  });
}
