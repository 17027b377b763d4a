import { placedRules, type RuleRef } from '@sluice/draft';
import { printSpec } from '@sluice/iptables';
import { findChain, isBuiltinChain, withField, type ChainRef, type Ruleset } from '@sluice/netfilter';
import { create } from 'zustand';
import {
  dropRefusal,
  spotSentence,
  walkableChains,
  type DragSource,
  type DropHost,
  type DropRefusal,
  type Spot,
} from './drop-verdict.ts';
import { gapAt, insertJump, insertRules, moveRules, replaceRule } from './edits.ts';
import { isChosen, useSelection } from './selection.ts';
import { selectedRules } from './selected-rules.ts';
import { useWorkspace } from './workspace.ts';

/** A point of the window. */
export interface ClientPoint {
  readonly x: number;
  readonly y: number;
}

/** What lies below the pointer: a place between rules, or (for ports) a chain as a whole. */
export type SpotFinder = (at: ClientPoint, source: DragSource) => Spot | null;

/** A drag, or a placement by keys; both show the same line between the same rows. */
export interface DragState {
  /** Null while nothing is dragged, and until the pointer has moved far enough. */
  readonly source: DragSource | null;
  readonly by: 'pointer' | 'keys';
  readonly pointer: ClientPoint;
  readonly spot: Spot | null;
  /** Why the chain below the pointer does not take it. */
  readonly refusal: DropRefusal | null;
  /** Alt is held: a rule is copied instead of moved. */
  readonly copy: boolean;
  /** What a live region says. */
  readonly said: string;
}

const IDLE: DragState = {
  source: null,
  by: 'pointer',
  pointer: { x: 0, y: 0 },
  spot: null,
  refusal: null,
  copy: false,
  said: '',
};

/** The drag, as a store. */
export const useDrag = create<DragState>()(() => IDLE);

/** A press becomes a drag after so many pixels. */
const THRESHOLD = 4;

let finder: SpotFinder = () => null;

/** The map says what lies where; the last one to say so is asked. */
export function setSpotFinder(find: SpotFinder): void {
  finder = find;
}

/** Begins to drag a user-defined chain, from the list or from a card's grip. */
export function startChainDrag(event: PointerEvent, ref: ChainRef): void {
  if (!isBuiltinChain(ref.table, ref.chain)) startDrag(event, { kind: 'chain', how: 'jump', ...ref });
}

/** Begins to drag a rule by its gutter, and with it all that are selected when it is one of them. */
export function startRuleDrag(event: PointerEvent, rule: RuleRef): void {
  const { table, chain } = rule;
  const selection = useSelection.getState();
  const { current } = useWorkspace.getState();
  const rules = isChosen(selection, rule) ? selectedRules(current, selection) : [rule];
  startDrag(event, { kind: 'rules', table, chain, rules });
}

/** Begins to drag anything; nothing happens before the pointer has moved far enough. */
export function startDrag(event: PointerEvent, source: DragSource): void {
  if (event.button !== 0 || useWorkspace.getState().current === null) return;
  const from = { x: event.clientX, y: event.clientY };
  const own = event.pointerId;
  const listeners = new AbortController();
  const { signal } = listeners;
  const end = (): void => {
    listeners.abort();
    document.documentElement.classList.remove('dragging');
    useDrag.setState(IDLE);
  };
  const move = (moved: PointerEvent): void => {
    if (moved.pointerId !== own) return;
    const at = { x: moved.clientX, y: moved.clientY };
    const far = Math.hypot(at.x - from.x, at.y - from.y) >= THRESHOLD;
    if (useDrag.getState().source === null && !far) return;
    document.documentElement.classList.add('dragging');
    pointAt(source, at, moved.altKey);
  };
  const up = (released: PointerEvent): void => {
    if (released.pointerId !== own) return;
    const state = useDrag.getState();
    end();
    if (state.source === null) return;
    swallowClick();
    if (state.spot && !state.refusal) drop(state.source, state.spot, state.copy);
  };
  const key = (pressed: KeyboardEvent): void => {
    const { source: dragged, pointer } = useDrag.getState();
    if (dragged && pressed.key === 'Alt') pointAt(dragged, pointer, pressed.type === 'keydown');
    if (!dragged || pressed.key !== 'Escape') return;
    pressed.preventDefault();
    pressed.stopPropagation();
    swallowClick();
    end();
  };
  globalThis.addEventListener('pointermove', move, { signal });
  globalThis.addEventListener('pointerup', up, { signal });
  globalThis.addEventListener('pointercancel', end, { signal });
  globalThis.addEventListener('blur', end, { signal });
  globalThis.addEventListener('keydown', key, { signal, capture: true });
  globalThis.addEventListener('keyup', key, { signal, capture: true });
}

/** Looks again at what lies below the pointer: the map has moved under it. */
export function refreshDrag(): void {
  const { source, by, pointer, copy } = useDrag.getState();
  if (source && by === 'pointer') pointAt(source, pointer, copy);
}

function pointAt(source: DragSource, pointer: ClientPoint, copy: boolean): void {
  show(source, finder(pointer, source), { by: 'pointer', pointer, copy });
}

function show(source: DragSource, spot: Spot | null, how: Pick<DragState, 'by' | 'pointer' | 'copy'>): void {
  const { current } = useWorkspace.getState();
  if (!current) return;
  const before = useDrag.getState();
  const same = spot && before.spot && spot.chain === before.spot.chain && spot.table === before.spot.table;
  const refusal = same ? before.refusal : spot && dropRefusal(current, source, spot, dropHost());
  const kept = same && spot.index === before.spot.index ? before.spot : spot;
  const said = spot ? (refusal?.why ?? spotSentence(current, source, spot)) : '';
  useDrag.setState({ ...how, source, spot: kept, refusal, said });
}

function dropHost(): DropHost {
  const { backend, aliens } = useWorkspace.getState();
  return { backend: backend ?? 'nft', aliens };
}

/** The click that the browser makes of the same press must not select anything. */
function swallowClick(): void {
  globalThis.addEventListener('click', swallow, { capture: true, once: true });
  setTimeout(() => globalThis.removeEventListener('click', swallow, { capture: true }), 0);
}

function swallow(event: Event): void {
  event.stopPropagation();
  event.preventDefault();
}

/** Does what was dragged: one change of the draft, selected afterwards. */
export function drop(source: DragSource, spot: Spot, copy: boolean): boolean {
  const { current } = useWorkspace.getState();
  if (!current) return false;
  if (source.kind === 'chain') return insertJump(gapAt(spot, spot.index), source.chain, source.how);
  const gap = gapAt(spot, spot.index);
  if (source.kind === 'port') return leadJump(current, source, spot.chain);
  if (!copy) return moveRules(source.rules, gap);
  const texts = placedRules(current, source.rules).map(({ rule }) => rule.text);
  return insertRules(gap, texts, 'Copy');
}

function leadJump(current: Ruleset, { table, chain, id }: RuleRef, callee: string): boolean {
  const rule = findChain(current, { table, chain })?.rules.find((candidate) => candidate.id === id);
  if (!rule || rule.spec.target?.name === callee) return false;
  const spec = withField(rule.spec, 'target', { how: rule.spec.target?.how ?? 'jump', name: callee });
  return replaceRule({ table, chain, id }, printSpec(spec, { family: current.family }), `Call ${callee} from ${chain}`);
}

/**
 * Lets the person choose a place for a call by keys: up and down between rules, left and right between the chains that
 * take it, Enter inserts, Escape ends it. The map draws the same line as for a drag.
 */
export function startPlacement(callee: ChainRef, from: Spot, how: 'jump' | 'goto' = 'jump'): void {
  const source: DragSource = { kind: 'chain', how, ...callee };
  const listeners = new AbortController();
  const end = (): void => {
    listeners.abort();
    useDrag.setState(IDLE);
  };
  const { signal } = listeners;
  const key = (event: KeyboardEvent): void => {
    const { spot, refusal } = useDrag.getState();
    if (!spot) return end();
    const next = event.key === 'Enter' || event.key === 'Escape' ? spot : stepped(source, spot, event.key);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === 'Escape') return end();
    if (event.key !== 'Enter') return showPlacement(source, next);
    if (refusal) return;
    end();
    drop(source, spot, false);
  };
  globalThis.addEventListener('keydown', key, { signal, capture: true });
  globalThis.addEventListener('pointerdown', end, { signal, capture: true });
  showPlacement(source, from);
}

function showPlacement(source: DragSource, spot: Spot): void {
  show(source, spot, { by: 'keys', pointer: IDLE.pointer, copy: false });
}

/** Where an arrow key leads; null for keys that mean nothing here. */
function stepped(source: DragSource, spot: Spot, key: string): Spot | null {
  const { current } = useWorkspace.getState();
  const last = (current && findChain(current, spot)?.rules.length) ?? 0;
  if (key === 'ArrowUp') return { ...spot, index: Math.max(0, spot.index - 1) };
  if (key === 'ArrowDown') return { ...spot, index: Math.min(last, spot.index + 1) };
  if (key === 'Home') return { ...spot, index: 0 };
  if (key === 'End') return { ...spot, index: last };
  if (!current || (key !== 'ArrowLeft' && key !== 'ArrowRight')) return null;
  const { table } = spot;
  const open = walkableChains(current, table).filter(
    (chain) => chain === spot.chain || !dropRefusal(current, source, { table, chain }, dropHost()),
  );
  const step = key === 'ArrowRight' ? 1 : open.length - 1;
  const chain = open[(open.indexOf(spot.chain) + step) % open.length] ?? spot.chain;
  return { table, chain, index: findChain(current, { table, chain })?.rules.length ?? 0 };
}
