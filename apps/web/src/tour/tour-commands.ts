import type { Command } from '../commands/registry.ts';
import { useDrawer } from '../state/drawer.ts';
import { useFind } from '../find/find-state.ts';
import { openHost } from '../state/open-host.ts';
import { useSelection } from '../state/selection.ts';
import { useTour } from '../state/tour.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { leaveTour } from './leave-tour.ts';
import { sandboxNow } from './when-shown.ts';

/** The way into the tour, and out of it by the key from wherever the focus is. */
export const TOUR_COMMANDS: readonly Command[] = [
  {
    id: 'tour.take',
    title: 'Take the tour',
    titleNow: () => (useTour.getState().step === null ? 'Take the tour' : 'Go on with the tour'),
    group: 'View',
    when: () => sandboxNow() !== undefined,
    run: takeTour,
  },
  {
    id: 'tour.leave',
    title: 'Leave the tour',
    group: 'View',
    keys: ['Escape'],
    // What was chosen or looked for last goes first.
    when: ({ selection }) => useTour.getState().onPage && selection.selected === null && !useFind.getState().isOpen,
    run: leaveTour,
  },
];

/** Leads to where the tour's things are: the sandbox's own map, with nothing over it. */
function takeTour(): void {
  const sandbox = sandboxNow();
  if (!sandbox) return;
  openHost(sandbox);
  const { family, open, past, visit } = useWorkspace.getState();
  if (family !== 'ipv4') open(sandbox.id, 'ipv4');
  if (past !== null) visit(null);
  useSelection.getState().select(null);
  useDrawer.getState().close();
  useView.getState().showAllTables();
  useView.getState().show('map');
  useTour.getState().take();
}
