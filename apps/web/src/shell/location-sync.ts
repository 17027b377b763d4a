import { readPlace, writePlace, type Place } from '../state/place.ts';
import { usePanels } from '../state/panels.ts';
import { useSelection } from '../state/selection.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';

/** Selections that follow each other faster than this share one entry of the browser's history. */
const SETTLED_AFTER = 1200;

/** Keeps the address and the stores telling the same; answers with the function that stops it. */
export function startLocationSync(): () => void {
  let lastWritten = 0;
  const write = (): void => {
    if (reading) return;
    const search = writePlace(placeNow());
    if (search === location.search) return;
    const before = readPlace(location.search);
    const now = Date.now();
    const follows = now - lastWritten < SETTLED_AFTER && showsSameRules(before, placeNow());
    lastWritten = now;
    if (before.host === null || follows) history.replaceState(null, '', search);
    else history.pushState(null, '', search);
  };
  const stops = [useWorkspace, useView, useSelection, usePanels].map((store) => store.subscribe(write));
  globalThis.addEventListener('popstate', read);
  return () => {
    globalThis.removeEventListener('popstate', read);
    for (const stop of stops) stop();
  };
}

/** Going to another host, family or view is a step of its own, however fast it comes. */
function showsSameRules(a: Place, b: Place): boolean {
  return a.host === b.host && a.family === b.family && a.view === b.view;
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
  useView.getState().show(place.view);
  useSelection.getState().select(place.selected, { reveal: place.selected !== null });
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
  };
}
