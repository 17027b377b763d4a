import { diffRulesets } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import type { Ruleset } from '@sluice/netfilter';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyDice, anySaveText, edited, type Die } from './any-rules.ts';
import { overlaps, type Rect } from './geometry.ts';
import { withNewPlaces, type Anchor } from './keep-places.ts';
import { layoutMap, type Layout } from './layout.ts';
import type { CardId, MapModel } from './model.ts';
import { projectMap } from './project-map.ts';

function mapOf(base: Ruleset, current: Ruleset): MapModel {
  return projectMap({
    current,
    base,
    diff: diffRulesets(base, current),
    backend: 'nft',
    interfaces: [],
    aliens: [],
    scroll: new Map(),
    unfolded: { opened: new Set(), kept: null },
    opened: new Set(),
  });
}

/** The layouts that a person sees one after the other, from the rules that run through every edit. */
function* layoutsOf(
  text: string,
  dice: readonly Die[],
): Generator<{ readonly model: MapModel; readonly layout: Layout }> {
  const base = parseSave(text, { family: 'ipv4' }).ruleset;
  let current = base;
  let anchor: Anchor | null = null;
  for (const [at, die] of [null, ...dice].entries()) {
    if (die) current = edited(current, die, `draft:${at}`);
    const model = mapOf(base, current);
    const layout = layoutMap(model, new Map(), anchor);
    anchor = withNewPlaces(anchor, model, layout);
    yield { model, layout };
  }
}

const chainsOf = ({ chains, groups }: MapModel): readonly CardId[] => [...chains, ...groups].map(({ id }) => id);
const boxOf = (layout: Layout, id: CardId): Rect => layout.own.get(id) as Rect;

describe('after any edit', () => {
  it('a chain stands where it stood, unless its station moved or something that grew or is new took its place', () => {
    fc.assert(
      fc.property(anySaveText, anyDice, (text, dice) => {
        const [first, ...later] = layoutsOf(text, dice);
        if (!first) return;
        for (const { model, layout } of later) {
          const stations = [...layout.stations];
          const isFrameStill = stations.every(([hook, { x, y }]) => {
            const before = first.layout.stations.get(hook);
            return before?.x === x && before.y === y;
          });
          if (!isFrameStill) continue;
          for (const id of chainsOf(model)) {
            const before = first.layout.own.get(id);
            const now = boxOf(layout, id);
            if (!before || (before.x === now.x && before.y === now.y)) continue;
            const place = { ...now, x: before.x, y: before.y };
            const others = [...layout.own].flatMap(([other, box]) => (other === id ? [] : [box]));
            const taken = [...others, ...layout.stations.values(), ...Object.values(layout.places)];
            expect([id, taken.some((box) => overlaps(box, place))]).toEqual([id, true]);
            expect(now.x).toBe(before.x);
            expect(now.y).toBeGreaterThan(before.y);
          }
        }
      }),
    );
  });

  it('no two chains touch', () => {
    fc.assert(
      fc.property(anySaveText, anyDice, (text, dice) => {
        for (const { model, layout } of layoutsOf(text, dice)) {
          const boxes = [...chainsOf(model).map((id) => [id, boxOf(layout, id)] as const), ...layout.stations];
          const touching = boxes.flatMap(([name, box], at) =>
            boxes.slice(at + 1).flatMap(([other, its]) => (overlaps(box, its) ? [`${name} ${other}`] : [])),
          );
          expect(touching).toEqual([]);
        }
      }),
    );
  });

  it('undone, everything stands where it stood', () => {
    fc.assert(
      fc.property(anySaveText, anyDice, (text, dice) => {
        const { ruleset: base } = parseSave(text, { family: 'ipv4' });
        const before = layoutMap(mapOf(base, base));
        let anchor: Anchor = before;
        for (const { model, layout } of layoutsOf(text, dice)) anchor = withNewPlaces(anchor, model, layout);
        expect(layoutMap(mapOf(base, base), new Map(), anchor).cards).toEqual(before.cards);
      }),
    );
  });
});
