import { expect, it } from 'vitest';
import { mapName, usePositions } from './layout-positions.ts';

it('keeps positions per host and family, in whole pixels, until they are reset', () => {
  const { pin, reset } = usePositions.getState();
  const map = mapName('host', 'ipv4');
  pin(map, 'filter/A', { x: 10.4, y: 20.6 });
  pin(mapName('host', 'ipv6'), 'filter/A', { x: 1, y: 2 });
  expect(usePositions.getState().places[map]).toEqual({ 'filter/A': { x: 10, y: 21 } });
  reset(map);
  expect(usePositions.getState().places[map]).toBeUndefined();
  expect(usePositions.getState().places[mapName('host', 'ipv6')]).toBeDefined();
});
