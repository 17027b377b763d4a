import { diffRulesets } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import {
  BACKENDS,
  JOURNEYS,
  type Backend,
  type Chain,
  type Journey,
  type RuleId,
  type Ruleset,
} from '@sluice/netfilter';
import { anyRuleset } from '@sluice/testkit/arbitraries';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MOCKUP } from './mockup-rules.ts';
import type { OrderRow } from './order-model.ts';
import { projectOrder, type OrderInput } from './project-order.ts';

const rulesetOf = (text: string): Ruleset => parseSave(text, { family: 'ipv4' }).ruleset;

const readAll = (current: Ruleset, other: Partial<OrderInput>): readonly OrderRow[] =>
  projectOrder({
    current,
    base: null,
    diff: null,
    backend: 'nft',
    aliens: [],
    journey: 'arriving',
    opened: new Map(),
    marked: new Set(),
    onlyMarked: false,
    foldEmpty: true,
    ...other,
  });

const read = (current: Ruleset, journey: Journey, opened: ReadonlyMap<string, boolean> = new Map()) =>
  readAll(current, { journey, opened });

/** A row in a few words: `5.1 f2b-sshd`. */
function inShort(row: OrderRow): string {
  switch (row.kind) {
    case 'rule': {
      const { call } = row;
      const shown = call.state === 'none' || call.state === 'open' ? '' : ` ${call.state}`;
      return `${row.number} ${row.chain}${shown}`;
    }
    case 'section':
      return `${row.table} ${row.hook}`;
    case 'alien':
      return `alien ${row.chain}`;
    case 'rest':
      return `not called ${row.chains}`;
    case 'uncalled':
      return `${row.table} ${row.chain}`;
    case 'more':
      return `${row.number} +${row.count}`;
    case 'policy':
      return `end ${row.policy}`;
    case 'aside':
      return row.passing.map((each) => (each.kind === 'empty' ? each.table : each.kind)).join(' ');
    case 'routing':
    case 'loopback':
      return `${row.kind} ${row.to}`;
  }
}

describe('the reading order', () => {
  it('reads the mock-up as it is drawn', () => {
    expect(read(rulesetOf(MOCKUP), 'arriving').map(inShort)).toEqual([
      'raw conntrack mangle',
      'nat PREROUTING',
      '1 PREROUTING',
      '1.1 KUBE-SERVICES',
      '1.2 KUBE-SERVICES',
      '2 PREROUTING',
      'end ACCEPT',
      'routing INPUT',
      'mangle',
      'filter INPUT',
      '3 INPUT',
      '4 INPUT',
      '5 INPUT',
      '6 INPUT',
      '7 INPUT',
      '7.1 f2b-sshd',
      '7.2 f2b-sshd',
      '8 INPUT',
      '9 INPUT',
      '10 INPUT',
      '11 INPUT',
      'end DROP',
      'nat security process',
      'not called 1',
      'filter INPUT_CHAIN_ENVOY',
    ]);
  });

  it('says where a packet goes on: behind the jump, and after a goto where the caller would', () => {
    const rows = read(
      rulesetOf(`*filter
:INPUT DROP [0:0]
:A - [0:0]
:B - [0:0]
-A INPUT -j A
-A INPUT -g B
-A A -g B
-A A -j RETURN
-A B -j RETURN
COMMIT
`),
      'arriving',
      new Map([['2:filter>filter/INPUT', true]]),
    );
    const backs = rows.flatMap((row) => (row.kind === 'rule' ? [[row.number, row.back]] : []));
    expect(backs).toEqual([
      ['1', null],
      ['1.1', '2'],
      ['1.1.1', '2'],
      ['1.2', '2'],
      ['2', null],
    ]);
  });

  it('reads a chain out once, however often it is called', () => {
    // Each chain calls the next one twice: read out everywhere that would be 2^14 times the last chain.
    const names = Array.from({ length: 15 }, (_, at) => `C${at}`);
    const calls = names.slice(1).flatMap((name, at) => [`-A C${at} -j ${name}`, `-A C${at} -j ${name}`]);
    const text = ['*filter', ':INPUT ACCEPT [0:0]', ...names.map((name) => `:${name} - [0:0]`)];
    const ruleset = rulesetOf([...text, '-A INPUT -j C0', ...calls, '-A C14 -j DROP', 'COMMIT', ''].join('\n'));
    const rules = read(ruleset, 'arriving').filter(({ kind }) => kind === 'rule');
    expect(rules).toHaveLength(1 + 2 * 14 + 1);
  });

  it('keeps a removed rule at its place, without a number', () => {
    const [before, after] = ['-A INPUT -i lo -j ACCEPT\n', ''].map((line) =>
      rulesetOf(`*filter\n:INPUT DROP [0:0]\n${line}-A INPUT -p udp -j DROP\nCOMMIT\n`),
    ) as [Ruleset, Ruleset];
    const diff = diffRulesets(before, after, { matchByText: true });
    const rows = readAll(after, { base: before, diff });
    const numbers = rows.flatMap((row) => (row.kind === 'rule' ? [[row.number, row.line.change]] : []));
    expect(numbers).toEqual([
      [null, 'removed'],
      ['1', 'same'],
    ]);
  });

  it('says of a chain with rules that iptables cannot print what it is, also where it looks empty', () => {
    const current = rulesetOf('*filter\n:INPUT DROP [0:0]\n:A - [0:0]\n-A INPUT -j A\nCOMMIT\n');
    const aliens = [
      { table: 'filter', chain: 'A', reason: 'Because.' },
      { table: 'nat', chain: '*', reason: 'Because.' },
    ];
    const rows = readAll(current, { aliens });
    expect(rows.map(inShort)).toEqual([
      'raw conntrack mangle',
      'nat PREROUTING',
      'alien PREROUTING',
      'routing INPUT',
      'mangle',
      'filter INPUT',
      '1 INPUT',
      'alien A',
      'end DROP',
      'nat INPUT',
      'alien INPUT',
      'security process',
    ]);
  });

  const LONELY = `*filter
:INPUT DROP [0:0]
:OUTPUT ACCEPT [0:0]
:A - [0:0]
:SENT - [0:0]
:UNUSED - [0:0]
-A OUTPUT -j SENT
-A INPUT -p tcp -j ACCEPT
-A INPUT -j A
-A A -i lo -j RETURN
-A A -p udp -j DROP
-A UNUSED -j A
-A UNUSED -j RETURN
COMMIT
`;

  it('has the chains that nobody calls at its end, and no others that this journey does not meet', () => {
    const rows = read(rulesetOf(LONELY), 'arriving', new Map([['rest:filter/UNUSED', true]]));
    expect(rows.slice(rows.findIndex(({ kind }) => kind === 'rest')).map(inShort)).toEqual([
      'not called 1',
      'filter UNUSED',
      '·1 UNUSED seen',
      '·2 UNUSED',
    ]);
  });

  it('with marked rules only has those, and what leads to them, folded or not', () => {
    const current = rulesetOf(LONELY);
    const chains = current.tables[0]?.chains ?? [];
    const ids = ['A', 'UNUSED'].map((name) => chains.find((chain) => chain.name === name)?.rules[1]?.id as RuleId);
    const opened = new Map([['2:filter', false]]);
    const rows = readAll(current, { marked: new Set(ids), onlyMarked: true, opened });
    expect(rows.map(inShort)).toEqual(['filter INPUT', '2 INPUT', '2.2 A', 'filter UNUSED', '·2 UNUSED']);
  });

  it('unfolds empty chains on demand', () => {
    const rows = readAll(rulesetOf(LONELY), { journey: 'sent', foldEmpty: false }).map(inShort);
    expect(rows.slice(1, 6)).toEqual([
      'raw conntrack mangle nat',
      'filter OUTPUT',
      '1 OUTPUT empty',
      'end ACCEPT',
      'security',
    ]);
    const empty = readAll(rulesetOf('*nat\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n'), { journey: 'sent', foldEmpty: false });
    expect(empty.map(inShort)).toContain('nat OUTPUT');
  });

  it('lists rules exactly as a walk of the kernel visits them', () => {
    const path = fc.constantFrom(...JOURNEYS);
    const backend = fc.constantFrom(...BACKENDS);
    fc.assert(
      fc.property(anyRuleset({ family: 'ipv4' }), path, backend, (current, journey, on) => {
        const rows = readAll(current, { backend: on, journey, opened: ALL_OPEN });
        const listed = rows.flatMap((row) =>
          row.kind === 'rule' && row.hook ? [`${row.hook} ${row.line.rule.id}`] : [],
        );
        expect(listed).toEqual(visited(current, journey, on));
      }),
    );
  });
});

/** Says of every row that it is open, also of chains that were read before. */
const ALL_OPEN: ReadonlyMap<string, boolean> = Object.assign(new Map<string, boolean>(), { get: () => true });

/** The kernel's order as it was measured, written out: the view must not be its own judge. `S` is security. */
const MEASURED: Readonly<Record<Journey, readonly string[]>> = {
  arriving: ['PREROUTING raw mangle nat', 'INPUT mangle filter nat/S'],
  forwarded: ['PREROUTING raw mangle nat', 'FORWARD mangle filter security', 'POSTROUTING mangle nat'],
  sent: ['OUTPUT raw mangle nat filter security', 'POSTROUTING mangle nat'],
  looped: [
    'OUTPUT raw mangle nat filter security',
    'POSTROUTING mangle nat',
    'PREROUTING raw mangle',
    'INPUT mangle filter security',
  ],
};

/** Which rules a packet meets that no rule decides, with the hook in which it meets them. */
function visited(ruleset: Ruleset, journey: Journey, backend: Backend): readonly string[] {
  const met: string[] = [];
  const walk = (hook: string, chains: readonly Chain[], name: string): void => {
    for (const { id, spec } of chains.find((chain) => chain.name === name)?.rules ?? []) {
      met.push(`${hook} ${id}`);
      if (spec.target) walk(hook, chains, spec.target.name);
    }
  };
  for (const line of MEASURED[journey]) {
    const last = backend === 'nft' ? 'nat security' : 'security nat';
    const [hook = '', ...tables] = line.replace('nat/S', last).split(' ');
    for (const table of tables) walk(hook, ruleset.tables.find(({ name }) => name === table)?.chains ?? [], hook);
  }
  return met;
}
