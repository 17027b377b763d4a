import { closeFind, openFind, stepFind, useFind } from '../find/find-state.ts';
import type { Command } from './registry.ts';

/** The search that marks what it finds where it stands. */
export const FIND_COMMANDS: readonly Command[] = [
  {
    id: 'find.open',
    title: 'Find by port, address, comment or words',
    group: 'View',
    keys: ['Ctrl+F', '/'],
    when: ({ workspace }) => workspace.current !== null,
    run: () => openFind(),
  },
  {
    id: 'find.next',
    title: 'Go to the next that was found',
    group: 'View',
    keys: ['F3'],
    when: hasHits,
    run: () => stepFind(1),
  },
  {
    id: 'find.before',
    title: 'Go to the one found before',
    group: 'View',
    keys: ['Shift+F3'],
    when: hasHits,
    run: () => stepFind(-1),
  },
  {
    id: 'find.only',
    title: 'Fade what was not found, or stop fading it',
    group: 'View',
    when: hasHits,
    run: () => useFind.setState(({ rest }) => ({ rest: rest === 'faded' ? 'shown' : 'faded' })),
  },
  {
    id: 'find.alone',
    title: 'Hide what was not found, or show it again',
    group: 'View',
    when: hasHits,
    run: () => useFind.setState(({ rest }) => ({ rest: rest === 'hidden' ? 'shown' : 'hidden' })),
  },
  {
    id: 'find.close',
    title: 'End the search',
    group: 'View',
    keys: ['Escape'],
    // The selection goes first: it is what a person last chose.
    when: ({ selection }) => useFind.getState().isOpen && selection.selected === null,
    run: () => closeFind(),
  },
];

function hasHits(): boolean {
  return useFind.getState().hits.length > 0;
}
