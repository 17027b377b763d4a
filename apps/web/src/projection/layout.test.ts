import { diffRulesets, applyStep } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import SANDBOX from '../../../../examples/sandbox/rules.v4.save?raw';
import { anySaveText } from './any-rules.ts';
import { overlaps, right, type Rect } from './geometry.ts';
import { layoutMap, type Layout } from './layout.ts';
import { MOCKUP } from './mockup-rules.ts';
import { allCards, type CardId, type MapModel } from './model.ts';
import { inletAt, portAt } from './ports.ts';
import { projectMap } from './project-map.ts';

const rules = (text: string): Ruleset => parseSave(text, { family: 'ipv4' }).ruleset;

function mapOf(current: Ruleset, base: Ruleset = current, opened: ReadonlySet<CardId> = new Set()): MapModel {
  return projectMap({
    current,
    base,
    diff: diffRulesets(base, current),
    backend: 'nft',
    interfaces: ['eth0'],
    aliens: [],
    scroll: new Map(),
    unfolded: { opened: new Set(), kept: null },
    opened,
  });
}

/** Everything that may not touch: stations with their cards inside count as one. */
function apart(model: MapModel, layout: Layout): readonly (readonly [string, Rect])[] {
  return [
    ...[...layout.stations].map(([hook, box]) => [hook, box] as const),
    ...model.chains.map(({ id }) => [id, layout.cards.get(id) as Rect] as const),
    ...Object.entries(layout.places),
  ];
}

function expectSound(model: MapModel, layout: Layout): void {
  const boxes = apart(model, layout);
  const touching = boxes.flatMap(([name, box], index) =>
    boxes.slice(index + 1).flatMap(([other, otherBox]) => (overlaps(box, otherBox) ? [`${name} ${other}`] : [])),
  );
  expect(touching).toEqual([]);
  for (const card of allCards(model)) {
    const box = layout.cards.get(card.id) as Rect;
    expect([box.width, box.height]).toEqual([card.width, card.height]);
    if (card.hook === null) continue;
    const station = layout.stations.get(card.hook) as Rect;
    expect(box.x > station.x && box.y > station.y && right(box) < right(station)).toBe(true);
  }
  const cards = new Map(allCards(model).map((card) => [card.id, card]));
  for (const edge of model.edges) {
    const route = layout.edges.get(edge.id);
    const [from, to] = [layout.cards.get(edge.from) as Rect, layout.cards.get(edge.to) as Rect];
    const caller = cards.get(edge.from);
    if (!route || !caller) throw new Error(`no line for ${edge.id}`);
    expect(route.start).toEqual(portAt(caller, from, edge.row));
    if (route.into === 'inlet') expect(route.end).toEqual(inletAt(to));
    else expect(route.end.y === to.y && route.end.x > to.x && route.end.x < right(to)).toBe(true);
  }
}

describe('layout', () => {
  it.each([
    ['the mock-up', MOCKUP],
    ['the sandbox', SANDBOX],
    ['nothing', ''],
  ])('places %s without overlaps, lines on their ports', (_name, text) => {
    const model = mapOf(rules(text));
    expectSound(model, layoutMap(model));
  });

  it('keeps a small ruleset within a window of 1020 pixels at 93 %', () => {
    const model = mapOf(rules(MOCKUP));
    const { bounds } = layoutMap(model);
    expect(right(bounds)).toBeLessThanOrEqual(1020 / 0.93);
  });

  it('places any ruleset without overlaps, lines on their ports, always the same', () => {
    fc.assert(
      fc.property(anySaveText, (text) => {
        const model = mapOf(rules(text));
        const layout = layoutMap(model);
        expectSound(model, layout);
        expect(layoutMap(mapOf(rules(text)))).toEqual(layout);
      }),
      { numRuns: 60 },
    );
  });

  it('places a thousand chains', () => {
    const names = Array.from({ length: 1000 }, (_, n) => `SVC-${n}`);
    const text = `*nat\n:PREROUTING ACCEPT [0:0]\n:ALL - [0:0]\n${names.map((n) => `:${n} - [0:0]`).join('\n')}
-A PREROUTING -j ALL\n${names.map((n, i) => `-A ALL -d 10.0.${i >> 8}.${i & 255}/32 -j ${n}\n-A ${n} -j RETURN`).join('\n')}\nCOMMIT\n`;
    const ruleset = rules(text);
    const model = mapOf(ruleset, ruleset, new Set(names.map((name): CardId => `nat/${name}`)));
    expect(layoutMap(model).cards.size).toBe(1002);
  });

  it('keeps the order of the others when a rule is added', () => {
    const base = rules(MOCKUP);
    const filter = base.tables.find(({ name }) => name === 'filter');
    const input = filter?.chains.find(({ name }) => name === 'INPUT');
    const added = applyStep(base, {
      type: 'insertRule',
      table: 'filter',
      chain: 'INPUT',
      after: input?.rules[1]?.id as RuleId,
      id: 'draft:1' as RuleId,
      text: '-p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY',
    });
    if (!added.ok) throw new Error('not added');
    const [before, after] = [layoutMap(mapOf(base)), layoutMap(mapOf(added.value, base))];
    const others: CardId[] = ['filter/DOCKER-USER', 'nat/KUBE-SERVICES', 'filter/OUTPUT', 'nat/POSTROUTING'];
    for (const id of others) expect(after.cards.get(id)?.x).toBe(before.cards.get(id)?.x);
  });

  it('puts a pinned chain where the person put it and moves nothing else', () => {
    const model = mapOf(rules(MOCKUP));
    const before = layoutMap(model);
    const after = layoutMap(model, new Map([['filter/f2b-sshd', { x: 900, y: 700 }]]));
    expect(after.cards.get('filter/f2b-sshd')).toMatchObject({ x: 900, y: 700 });
    for (const [id, box] of before.cards) if (id !== 'filter/f2b-sshd') expect(after.cards.get(id)).toEqual(box);
  });
});
