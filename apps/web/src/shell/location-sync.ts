import { searchNow, showFind, useFind } from '../find/find-state.ts';
import { mapName } from '../state/layout-positions.ts';
import { askForSight, sightOf, useMapSight } from '../state/map-sight.ts';
import { readPlace, writePlace, type Place } from '../state/place.ts';
import { usePanels } from '../state/panels.ts';
import { useSelection } from '../state/selection.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Selections that follow each other faster than this share one entry of the browser's history. */
const SETTLED_AFTER = 1200;

/** Keeps the address and the stores telling the same; answers with the function that stops it. */
export function startLocationSync(): () => void {
  let lastChoice = 0;
  const write = (): void => {
    if (reading) return;
    const place = placeNow();
    const search = writePlace(place);
    if (search === location.search) return;
    const before = readPlace(location.search);
    const now = Date.now();
    const step = stepBetween(before, place);
    const follows = step === 'choice' && now - lastChoice < SETTLED_AFTER;
    if (step === 'choice') lastChoice = now;
    if (before.host === null || step === 'none' || follows) history.replaceState(null, '', search);
    else history.pushState(null, '', search);
  };
  const stores = [useWorkspace, useView, useSelection, usePanels, useMapSight, useFind];
  const stops = stores.map((store) => store.subscribe(write));
  globalThis.addEventListener('popstate', read);
  return () => {
    globalThis.removeEventListener('popstate', read);
    for (const stop of stops) stop();
  };
}

/**
 * Going to another host, family or view is a step of its own, however fast it comes, and so is a search; a selection is one when
 * the person stays with it. Looking at another part of the map, or for other words, only renews where one is.
 */
function stepBetween(a: Place, b: Place): 'move' | 'choice' | 'none' {
  if (a.host !== b.host || a.family !== b.family || a.view !== b.view) return 'move';
  if ((a.find === null) !== (b.find === null)) return 'move';
  return chosen(a) === chosen(b) ? 'none' : 'choice';
}

function chosen({ selected, sheet }: Place): string {
  return JSON.stringify([selected, sheet]);
}

/** Going back must not itself be written into the history that it goes through. */
let reading = false;

function read(): void {
  reading = true;
  goTo(readPlace(location.search));
  reading = false;
}

/** Shows the place that the address names; without a host in it, `fallbackHost`. */
export function goTo(place: Place, fallbackHost: string | null = useWorkspace.getState().hostId): void {
  const workspace = useWorkspace.getState();
  const host = place.host ?? fallbackHost;
  if (host !== null && (host !== workspace.hostId || place.family !== workspace.family)) {
    workspace.open(host, place.family);
  }
  askForSight(mapName(host, place.family), place.sight);
  useView.getState().show(place.view);
  // An address that says where to look is not followed by looking elsewhere.
  const reveal = place.selected !== null && (place.sight === null || place.view !== 'map');
  useSelection.getState().select(place.selected, { reveal });
  showFind(place.find);
  const panels = usePanels.getState();
  if (place.sheet === 'review') panels.open({ kind: 'review' });
  else if (panels.panel?.kind === 'review') panels.close();
}

function placeNow(): Place {
  const { hostId, family } = useWorkspace.getState();
  return {
    host: hostId,
    family,
    view: useView.getState().view,
    selected: useSelection.getState().selected,
    sheet: usePanels.getState().panel?.kind === 'review' ? 'review' : null,
    sight: sightOf(mapName(hostId, family)),
    find: searchNow(),
  };
}
