import type { Command } from '../commands/registry.ts';
import type { MapView } from './use-map-view.ts';

const always = () => true;

/** Keys that the focused row reads itself (map-focus.ts): listed for the sheet of keys, run by nobody else. */
const WALKING: readonly Command[] = [
  walking('map.walk', 'Go from rule to rule', ['ArrowUp', 'ArrowDown']),
  walking('map.enter', 'Go into the called chain', ['ArrowRight']),
  walking('map.back', 'Go back to the caller', ['ArrowLeft']),
  walking('map.extend', 'Select from rule to rule', ['Shift+ArrowUp', 'Shift+ArrowDown']),
  walking('map.read', 'Show the whole rule', ['Space']),
];

function walking(id: string, title: string, keys: readonly string[]): Command {
  return { id, title, group: 'Map', keys, native: true, when: () => false, run: () => {} };
}

/** What can be done with the map itself. */
export function mapCommands(view: MapView, reset: () => void): readonly Command[] {
  return [
    ...WALKING,
    { id: 'map.zoomIn', title: 'Zoom in', group: 'Map', keys: ['+', '='], when: always, run: view.zoomIn },
    { id: 'map.zoomOut', title: 'Zoom out', group: 'Map', keys: ['-'], when: always, run: view.zoomOut },
    { id: 'map.actual', title: 'Show the map at 100 %', group: 'Map', keys: ['0'], when: always, run: view.actualSize },
    { id: 'map.fit', title: 'Show the whole map', group: 'Map', keys: ['Shift+F'], when: always, run: view.fit },
    {
      id: 'map.reset',
      title: 'Put all chains back where the layout places them',
      group: 'Map',
      when: always,
      run: reset,
    },
  ];
}
