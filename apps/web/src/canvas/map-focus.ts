import { allCards, cardId, type CardId, type MapCard, type MapModel } from '../projection/model.ts';
import { say } from '../state/announcer.ts';
import { extendSelection } from '../state/selected-rules.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { useMapState } from './map-state.ts';

/** Where the focus is on the map: a row of a card, or its head. */
export interface MapFocus {
  readonly card: CardId;
  readonly row: string | null;
  readonly callee?: CardId | null;
}

let model: MapModel | null = null;
let cards: ReadonlyMap<CardId, MapCard> = new Map();
/** From where `→` came, to go back with `←`. */
const trail: MapFocus[] = [];

/** The map that keys move on. */
export function setKeyMap(shown: MapModel): void {
  model = shown;
  cards = new Map(allCards(shown).map((card) => [card.id, card]));
}

/** A card as it is shown. */
export function shownCard(id: CardId): MapCard | null {
  return cards.get(id) ?? null;
}

/** The element of a row. */
export function rowElementId(card: CardId, row: string): string {
  return `row:${card}:${row}`;
}

/** The element of a card. */
export function cardElementId(card: CardId): string {
  return `card:${card}`;
}

/** The element of a card's head. */
export function headElementId(card: CardId): string {
  return `head:${card}`;
}

/**
 * Moves the focus by an arrow key: up and down between rows, right into the called chain, left back to where one came
 * from or to the first caller; with Shift, up and down select on. Answers whether the key meant anything here.
 */
export function moveFocus(event: KeyboardEvent, from: MapFocus): boolean {
  if (event.altKey || event.ctrlKey || event.metaKey) return false;
  if (event.shiftKey) return extendFocus(event.key, from);
  const to = destination(event.key, from);
  if (!to) return false;
  if (event.key === 'ArrowRight') trail.push(from);
  if (event.key === 'ArrowLeft') trail.pop();
  if (to.card !== from.card) sayCard(to.card);
  focusOn(to);
  return true;
}

/** Into another chain goes one who cannot see it: the chain is named before its rule is read. */
function sayCard(id: CardId): void {
  const card = shownCard(id);
  if (card) say(`${card.table} ${card.chain}, ${card.rules} ${card.rules === 1 ? 'rule' : 'rules'}`);
}

/** With Shift, up and down take the next rule into the selection. */
function extendFocus(key: string, from: MapFocus): boolean {
  const to = key === 'ArrowUp' || key === 'ArrowDown' ? destination(key, from) : null;
  const card = to && shownCard(to.card);
  const line = card?.rows.find(({ key: row }) => row === to?.row);
  if (!to || !card || !line || line.number === null) return false;
  extendSelection({ table: card.table, chain: card.chain, id: line.id });
  document.getElementById(rowElementId(to.card, line.key))?.focus({ preventScroll: true });
  return true;
}

function destination(key: string, from: MapFocus): MapFocus | null {
  const card = shownCard(from.card);
  if (!card) return null;
  const rows = card.rows.map((row) => row.key);
  const at = from.row === null ? -1 : rows.indexOf(from.row);
  switch (key) {
    case 'ArrowDown':
      if (at === rows.length - 1 && card.first + rows.length < card.lines) return scrolled(card, 1, from);
      return at + 1 < rows.length ? { card: card.id, row: rows[at + 1] ?? null } : from;
    case 'ArrowUp':
      if (at === 0 && card.first > 0) return scrolled(card, -1, from);
      return at < 0 ? from : { card: card.id, row: rows[at - 1] ?? null };
    case 'Home':
      return { card: card.id, row: rows[0] ?? null };
    case 'End':
      return { card: card.id, row: rows.at(-1) ?? null };
    case 'ArrowRight':
      return from.callee ? firstOf(from.callee) : null;
    case 'ArrowLeft':
      return trail.at(-1) ?? callerOf(from.card);
    default:
      return null;
  }
}

/** At the end of what is shown of a long chain, the next line comes into sight under the focus. */
function scrolled(card: { readonly id: CardId; readonly first: number }, by: 1 | -1, from: MapFocus): MapFocus {
  useMapState.getState().scrollTo(card.id, card.first + by);
  requestAnimationFrame(() => {
    const rows = shownCard(card.id)?.rows ?? [];
    const row = by === 1 ? rows.at(-1) : rows[0];
    if (row) focusOn({ card: card.id, row: row.key });
  });
  return from;
}

function firstOf(id: CardId): MapFocus | null {
  const card = shownCard(id);
  return card ? { card: id, row: card.rows[0]?.key ?? null } : null;
}

function callerOf(id: CardId): MapFocus | null {
  const call = model?.edges.find(({ to }) => to === id);
  return call ? { card: call.from, row: call.row } : null;
}

/** Selects, brings into view and focuses. */
export function focusOn({ card, row }: MapFocus): void {
  const found = shownCard(card);
  if (!found) return;
  const { table, chain } = found;
  const line = found.rows.find(({ key }) => key === row);
  const { select } = useSelection.getState();
  if (line && line.change !== 'removed') select({ kind: 'rule', table, chain, id: line.id }, { reveal: true });
  else if (!line) select({ kind: 'chain', table, chain }, { reveal: true });
  giveFocus(() => (row === null ? headElementId(card) : rowElementId(card, row)));
}

/**
 * Moves the focus to what is selected, so that the arrow keys go on from there. A person who is in the list or in a
 * field stays there: the focus comes from nowhere, as after a dialog that is gone, and with `fromMap` from other rows.
 */
export function focusSelected(selected: Selected, fromMap: boolean): void {
  const id = (): string | null => {
    const card = cardId(selected);
    if (selected.kind === 'chain') return headElementId(card);
    const row = shownCard(card)?.rows.find((line) => line.id === selected.id);
    return row ? rowElementId(card, row.key) : null;
  };
  giveFocus(
    id,
    (at) => at === document.body || (fromMap && at.matches('[data-chain] :is([role=treeitem], .card-title)')),
  );
}

/** A card out of sight is only drawn once the map has moved there, and a row that is gone leaves the page a little later. */
const PATIENCE = 1000;

let awaited: object | null = null;

/** Focuses an element as soon as it is drawn and the focus may leave the place where it is; only the last one asked for. */
function giveFocus(idOf: () => string | null, mayLeave: (at: Element) => boolean = () => true): void {
  const asked = {};
  awaited = asked;
  const until = performance.now() + PATIENCE;
  const attempt = (): void => {
    if (awaited !== asked) return;
    const id = idOf();
    const element = id === null ? null : document.getElementById(id);
    if (element && mayLeave(document.activeElement ?? document.body)) element.focus({ preventScroll: true });
    else if (performance.now() < until) requestAnimationFrame(attempt);
  };
  attempt();
}
