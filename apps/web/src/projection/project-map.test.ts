import { applySteps, diffRulesets, type Step } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { findChain, type Backend, type RuleId, type Ruleset } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { MOCKUP } from './mockup-rules.ts';
import { allCards, type CardId, type MapModel } from './model.ts';
import { projectMap, type MapInput } from './project-map.ts';

const rules = (text: string): Ruleset => parseSave(text, { family: 'ipv4' }).ruleset;

function mapOf(current: Ruleset, more: Partial<MapInput> = {}): MapModel {
  const base = more.base ?? current;
  const diff = diffRulesets(base, current);
  return projectMap({
    current,
    base,
    diff,
    backend: 'nft',
    interfaces: [],
    aliens: [],
    scroll: new Map(),
    unfolded: { opened: new Set(), kept: null },
    opened: new Set(),
    ...more,
  });
}

function edited(base: Ruleset, steps: readonly Step[]): MapModel {
  const result = applySteps(base, steps);
  if (!result.ok) throw new Error(result.error.message);
  return mapOf(result.value, { base });
}

const card = (model: MapModel, id: CardId) => allCards(model).find((found) => found.id === id);
const items = (model: MapModel, hook: string) =>
  model.stations
    .find((station) => station.hook === hook)
    ?.items.map((item) =>
      'table' in item ? item.table : item.kind === 'card' ? `${item.card.table} card` : item.kind,
    );
const idOf = (base: Ruleset, chain: string, index: number): RuleId =>
  findChain(base, { table: 'filter', chain })?.rules[index]?.id as RuleId;

describe('projectMap', () => {
  it("shows a hook's tables in the kernel's order, the backends apart", () => {
    expect(items(mapOf(rules(MOCKUP)), 'PREROUTING')).toEqual(['raw', 'conntrack', 'mangle', 'nat card']);
    expect(items(mapOf(rules(MOCKUP)), 'INPUT')).toEqual(['mangle', 'filter card', 'nat', 'security']);
    const legacy: Backend = 'legacy';
    expect(items(mapOf(rules(MOCKUP), { backend: legacy }), 'INPUT')).toEqual([
      'mangle',
      'filter card',
      'security',
      'nat',
    ]);
  });

  it('puts chains by their first caller in packet order; those never called come last', () => {
    const model = mapOf(rules(MOCKUP));
    expect(model.chains.map(({ id }) => id)).toEqual([
      'nat/KUBE-SERVICES',
      'filter/f2b-sshd',
      'filter/DOCKER-USER',
      'filter/INPUT_CHAIN_ENVOY',
    ]);
    expect(model.homes.get('filter/f2b-sshd')).toBe('filter/INPUT');
    expect(model.homes.has('filter/INPUT_CHAIN_ENVOY')).toBe(false);
    expect(card(model, 'filter/INPUT_CHAIN_ENVOY')?.callers).toBe(0);
  });

  it('marks what the draft did and keeps removed rows in their place, without a number', () => {
    const base = rules(MOCKUP);
    const model = edited(base, [
      { type: 'removeRule', table: 'filter', chain: 'INPUT', id: idOf(base, 'INPUT', 1) },
      {
        type: 'insertRule',
        table: 'filter',
        chain: 'INPUT',
        after: null,
        id: 'n1' as RuleId,
        text: '-j INPUT_CHAIN_ENVOY',
      },
      { type: 'setPolicy', table: 'filter', chain: 'INPUT', policy: 'ACCEPT' },
    ]);
    const input = card(model, 'filter/INPUT');
    expect(input?.rows.slice(0, 4).map(({ change, number, gap }) => [change, number, gap])).toEqual([
      ['added', 1, 0],
      ['same', 2, 1],
      ['removed', null, 2],
      ['same', 3, 2],
    ]);
    expect([input?.policy, input?.policyBefore]).toEqual(['ACCEPT', 'DROP']);
    expect(model.edges.find(({ to }) => to === 'filter/INPUT_CHAIN_ENVOY')).toMatchObject({
      row: 'n1',
      change: 'added',
    });
  });

  it('leaves a chain beside its caller while the draft removes the jump or the chain', () => {
    const base = rules(MOCKUP);
    const jump: Step = { type: 'removeRule', table: 'filter', chain: 'INPUT', id: idOf(base, 'INPUT', 4) };
    expect(edited(base, [jump]).homes.get('filter/f2b-sshd')).toBe('filter/INPUT');
    const own = [0, 1].map((at): Step => ({
      type: 'removeRule',
      table: 'filter',
      chain: 'f2b-sshd',
      id: idOf(base, 'f2b-sshd', at),
    }));
    const gone = edited(base, [jump, ...own, { type: 'removeChain', table: 'filter', chain: 'f2b-sshd' }]);
    expect(card(gone, 'filter/f2b-sshd')).toMatchObject({ change: 'removed', callers: 0, lines: 2 });
    expect(gone.homes.get('filter/f2b-sshd')).toBe('filter/INPUT');
  });

  it('bundles four calls of the same chain, and tells goto from jump', () => {
    const text = `*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n:B - [0:0]\n${'-A INPUT -s 192.0.2.1 -j A\n'.repeat(4)}-A INPUT -g B\nCOMMIT\n`;
    expect(mapOf(rules(text)).edges.map(({ to, how, count }) => [to, how, count])).toEqual([
      ['filter/A', 'jump', 4],
      ['filter/B', 'goto', 1],
    ]);
  });

  it('shows 14 rows of a long chain and scrolls; calls out of sight leave from its foot', () => {
    const text = `*filter\n:INPUT ACCEPT [0:0]\n:A - [0:0]\n${'-A INPUT -s 192.0.2.1 -j DROP\n'.repeat(30)}-A INPUT -j A\nCOMMIT\n`;
    const top = mapOf(rules(text));
    expect(card(top, 'filter/INPUT')).toMatchObject({ lines: 31, first: 0 });
    expect(card(top, 'filter/INPUT')?.rows).toHaveLength(14);
    expect(top.edges[0]?.row).toBeNull();
    const end = mapOf(rules(text), { scroll: new Map([['filter/INPUT', 99]]) });
    expect(card(end, 'filter/INPUT')).toMatchObject({ first: 17 });
    expect(end.edges[0]?.row).toBe(card(end, 'filter/INPUT')?.rows.at(-1)?.key);
    expect(card(end, 'filter/INPUT')?.height).toBe(card(top, 'filter/INPUT')?.height);
  });

  it('lets one card stand for many chains, and one line for their calls', () => {
    const names = Array.from({ length: 50 }, (_, n) => `KUBE-SVC-${n}`);
    const lines = [
      ':PREROUTING ACCEPT [0:0]',
      ':KUBE-SERVICES - [0:0]',
      ':KUBE-MARK-MASQ - [0:0]',
      ...names.map((name) => `:${name} - [0:0]`),
      '-A PREROUTING -j KUBE-SERVICES',
      ...names.map((name) => `-A KUBE-SERVICES -d 10.0.0.1/32 -j ${name}`),
      ...names.flatMap((name) => [`-A ${name} -j KUBE-MARK-MASQ`, `-A ${name} -j ACCEPT`]),
    ];
    const base = rules(`*nat\n${lines.join('\n')}\nCOMMIT\n`);
    const group: CardId = 'nat/ KUBE-SVC-*';
    const model = mapOf(base);
    expect(model.chains.map(({ chain }) => chain)).toEqual(['KUBE-SERVICES', 'KUBE-MARK-MASQ']);
    expect(model.groups).toMatchObject([
      {
        id: group,
        label: 'KUBE-SVC-*',
        rules: 100,
        mix: [
          { kind: 'accept', rules: 50 },
          { kind: 'jump', rules: 50 },
        ],
      },
    ]);
    expect(model.homes.get(group)).toBe('nat/KUBE-SERVICES');
    expect(model.edges.map(({ from, to, count }) => [from, to, count])).toEqual([
      ['nat/PREROUTING', 'nat/KUBE-SERVICES', 1],
      ['nat/KUBE-SERVICES', group, 50],
      [group, 'nat/KUBE-MARK-MASQ', 50],
    ]);

    const opened = mapOf(base, { opened: new Set<CardId>(['nat/KUBE-SVC-7']) });
    expect(opened.chains.map(({ chain }) => chain)).toContain('KUBE-SVC-7');
    expect(opened.groups).toMatchObject([{ rules: 98, apart: ['nat/KUBE-SVC-7'] }]);
    expect(opened.homes.get('nat/KUBE-SVC-7')).toBe('nat/KUBE-SERVICES');
    const drafted = edited(base, [
      { type: 'insertRule', table: 'nat', chain: 'KUBE-SVC-9', after: null, id: 'n' as RuleId, text: '-j RETURN' },
    ]);
    expect(card(drafted, 'nat/KUBE-SVC-9')?.lines).toBe(3);
  });

  it('draws every call: those of many scrolled-away rows share one line that counts them', () => {
    const chains = Array.from({ length: 9 }, (_, at) => `C${at}`);
    const calls = chains.map((name) => `-A INPUT -s 192.0.2.1 -j ${name}\n-A INPUT -s 192.0.2.2 -j ${name}\n`);
    const text = `*filter\n:INPUT ACCEPT [0:0]\n${chains.map((name) => `:${name} - [0:0]\n`).join('')}${'-A INPUT -s 192.0.2.1 -j DROP\n'.repeat(14)}${calls.join('')}COMMIT\n`;
    const [bundle, ...more] = mapOf(rules(text)).edges;
    expect(more).toEqual([]);
    expect(bundle).toMatchObject({ row: null, count: 18, to: 'filter/C0' });
    expect(bundle?.others).toEqual(chains.slice(1).map((name) => `filter/${name}`));

    const scrolled = mapOf(rules(text), { scroll: new Map([['filter/INPUT', 6]]) }).edges;
    expect(scrolled.reduce((sum, { count }) => sum + count, 0)).toBe(18);
    expect(scrolled.filter(({ row }) => row !== null)).toHaveLength(6);
    // Six chains are out of sight now: few enough for a line each.
    expect(scrolled.filter(({ row }) => row === null).map(({ count }) => count)).toEqual([2, 2, 2, 2, 2, 2]);
  });

  it('tells a row that cannot be a rule, and lets what runs already be', () => {
    const base = rules('*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p tcp --dport 99999 -j DROP\nCOMMIT\n');
    const model = edited(base, [
      {
        type: 'insertRule',
        table: 'filter',
        chain: 'INPUT',
        after: null,
        id: 'n1' as RuleId,
        text: '-p tcp --dport 99999',
      },
    ]);
    expect(card(model, 'filter/INPUT')?.rows.map(({ fault }) => fault)).toEqual([
      expect.stringMatching(/65535/) as string,
      null,
    ]);
  });

  it('says where iptables cannot print everything', () => {
    const aliens = [
      { table: 'filter', chain: 'INPUT', reason: 'nft rules' },
      { table: 'mangle', chain: 'INPUT', reason: 'other' },
    ];
    const model = mapOf(rules(MOCKUP), { aliens });
    expect(card(model, 'filter/INPUT')?.alien).toBe('nft rules');
    expect(items(model, 'INPUT')).toEqual(['mangle', 'alien', 'filter card', 'nat', 'security']);
  });
});
