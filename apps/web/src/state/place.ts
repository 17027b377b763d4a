import { FAMILIES, isTableName, type Family, type RuleId } from '@sluice/netfilter';
import type { Search } from '../find/find-state.ts';
import type { MapSight } from './map-sight.ts';
import type { Selected } from './selection.ts';
import { VIEW_NAMES, type ViewName } from './view.ts';

/** What the address says: where the person is. It only selects and shows; no address ever changes a rule. */
export interface Place {
  readonly host: string | null;
  readonly family: Family;
  readonly view: ViewName;
  readonly selected: Selected | null;
  readonly sheet: 'review' | null;
  /** What of the map is in sight; null for what it shows by itself. */
  readonly sight: MapSight | null;
  /** What is looked for; null while nothing is. */
  readonly find: Search | null;
}

/** The place that the query part of an address names; unknown words are left out. */
export function readPlace(search: string): Place {
  const words = new URLSearchParams(search);
  const family = FAMILIES.find((name) => name === words.get('family')) ?? 'ipv4';
  return {
    host: words.get('host'),
    family,
    view: VIEW_NAMES.find((name) => name === words.get('view')) ?? 'map',
    selected: readSelected(words),
    sheet: words.get('sheet') === 'review' ? 'review' : null,
    sight: readSight(words),
    find: readSearch(words),
  };
}

/** The query part of an address that names the place. */
export function writePlace(place: Place): string {
  const words = new URLSearchParams();
  if (place.host !== null) words.set('host', place.host);
  words.set('family', place.family);
  if (place.view !== 'map') words.set('view', place.view);
  if (place.sheet !== null) words.set('sheet', place.sheet);
  if (place.find) {
    words.set('find', place.find.words);
    if (place.find.rest !== 'shown') words.set('rest', place.find.rest);
  }
  writeSight(words, place.sight);
  const { selected } = place;
  if (selected) {
    words.set('chain', `${selected.table}/${selected.chain}`);
    if (selected.kind === 'rule') words.set('rule', selected.id);
  }
  return `?${words.toString()}`;
}

function readSelected(words: URLSearchParams): Selected | null {
  const path = words.get('chain') ?? '';
  const at = path.indexOf('/');
  const table = path.slice(0, at);
  const chain = path.slice(at + 1);
  if (at < 1 || !isTableName(table) || chain === '') return null;
  const id = words.get('rule');
  return id === null ? { kind: 'chain', table, chain } : { kind: 'rule', table, chain, id: id as RuleId };
}

function readSearch(words: URLSearchParams): Search | null {
  const sought = words.get('find');
  const rest = words.get('rest');
  return sought === null ? null : { words: sought, rest: rest === 'faded' || rest === 'hidden' ? rest : 'shown' };
}

/** `zoom=64&x=810&y=-20`: in percent, and the point of the map that is in the middle. */
function readSight(words: URLSearchParams): MapSight | null {
  if (words.get('zoom') === 'whole') return 'whole';
  const [zoom, x, y] = ['zoom', 'x', 'y'].map((name) => readWhole(words.get(name)));
  if (zoom === undefined || x === undefined || y === undefined || zoom <= 0) return null;
  return { x, y, zoom: zoom / 100 };
}

function readWhole(word: string | null): number | undefined {
  return word !== null && /^-?\d{1,7}$/.test(word) ? Number(word) : undefined;
}

function writeSight(words: URLSearchParams, sight: MapSight | null): void {
  if (sight === null) return;
  if (sight === 'whole') return words.set('zoom', 'whole');
  words.set('zoom', String(Math.max(1, Math.round(sight.zoom * 100))));
  words.set('x', String(Math.round(sight.x)));
  words.set('y', String(Math.round(sight.y)));
}
