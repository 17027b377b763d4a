import { HOOKS, stagesOf, type Backend, type Hook } from '@sluice/netfilter';
import { widened } from './chain-card.ts';
import {
  CARD_FOOT,
  HEAD,
  MARKER,
  PILL,
  ROW,
  STATION_GAP,
  STATION_HEAD,
  STATION_INNER,
  STATION_PAD,
} from './metrics.ts';
import type { MapModel, Station, StationItem } from './model.ts';

/** A station around its items: all of them as wide as the widest card. */
export function assembleStation(hook: Hook, items: readonly StationItem[]): Station {
  const widths = items.map((item) => (item.kind === 'card' ? item.card.width : 0));
  const inner = Math.max(STATION_INNER[hook].min, ...widths);
  const fitted = items.map((item): StationItem =>
    item.kind === 'card' ? { kind: 'card', card: widened(item.card, inner) } : item,
  );
  return { hook, items: fitted, width: inner + 2 * STATION_PAD, height: stationHeight(fitted) };
}

/** Height of one thing in a station. */
export function itemHeight(item: StationItem): number {
  switch (item.kind) {
    case 'card':
      return item.card.height;
    case 'conntrack':
      return MARKER;
    case 'skeleton':
      return HEAD + item.rows * ROW + CARD_FOOT;
    case 'pill':
    case 'alien':
      return PILL;
  }
}

/** The top of each item, from the station's top. */
export function itemTops(items: readonly StationItem[]): readonly number[] {
  let top = STATION_HEAD;
  return items.map((item) => {
    const own = top;
    top += itemHeight(item) + STATION_GAP;
    return own;
  });
}

function stationHeight(items: readonly StationItem[]): number {
  const content = items.reduce((sum, item) => sum + itemHeight(item) + STATION_GAP, 0);
  return STATION_HEAD + content - STATION_GAP + STATION_PAD;
}

/** The map before the rules are here: every station in its place, with rows yet to come. */
export function skeletonMap(backend: Backend): MapModel {
  const rows: Readonly<Partial<Record<string, number>>> = {
    'nat/PREROUTING': 2,
    'filter/INPUT': 8,
    'filter/FORWARD': 4,
    'filter/OUTPUT': 2,
    'nat/POSTROUTING': 2,
  };
  const stations = HOOKS.map((hook) => {
    const items = stagesOf(hook, backend).flatMap((stage): readonly StationItem[] => {
      if (stage.kind === 'conntrack') return [{ kind: 'conntrack' }];
      if (stage.kind !== 'table') return [];
      const { table } = stage;
      const expected = rows[`${table}/${hook}`];
      return expected === undefined
        ? [{ kind: 'pill', id: `${table}/${hook}`, table, policy: null, policyBefore: null }]
        : [{ kind: 'skeleton', table, rows: expected }];
    });
    const station = assembleStation(hook, items);
    const { max } = STATION_INNER[hook];
    return hook === 'INPUT' || hook === 'FORWARD' ? { ...station, width: max + 2 * STATION_PAD } : station;
  });
  return { stations, chains: [], groups: [], groupOf: () => undefined, homes: new Map(), edges: [], interfaces: [] };
}
