import type { Command } from '../commands/registry.ts';
import type { MapView } from './use-map-view.ts';

const always = () => true;

/** What can be done with the map itself. */
export function mapCommands(view: MapView, reset: () => void): readonly Command[] {
  return [
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
