import type { RuleId } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { readPlace, writePlace, type Place } from './place.ts';

const NOWHERE: Place = {
  host: null,
  family: 'ipv4',
  view: 'map',
  selected: null,
  sheet: null,
  sight: null,
  find: null,
};

const places: readonly Place[] = [
  NOWHERE,
  { ...NOWHERE, host: 'sandbox', family: 'ipv6', view: 'order', sheet: 'review', sight: 'whole' },
  {
    ...NOWHERE,
    host: 'a b&c',
    selected: { kind: 'chain', table: 'nat', chain: 'A/B&C=1' },
    sight: { x: -120, y: 4000, zoom: 0.07 },
    find: { words: '-A INPUT -p tcp & more+', rest: 'shown' },
  },
  {
    ...NOWHERE,
    host: 'local',
    view: 'text',
    selected: { kind: 'rule', table: 'filter', chain: 'INPUT', id: 'filter/INPUT#a+b/1' as RuleId },
    find: { words: 'port:22', rest: 'hidden' },
  },
];

describe('the address of a place', () => {
  it.each(places)('comes back as it was: %o', (place) => {
    expect(readPlace(writePlace(place))).toEqual(place);
  });

  it.each([
    '',
    '?zoom=0&x=1&y=1',
    '?zoom=50&x=1',
    '?zoom=1e9&x=1&y=1',
    '?zoom=50&x=NaN&y=2',
    '?family=ipv9&chain=nope/X',
    '?chain=filter',
    '?chain=/INPUT',
    '?view=else',
    '?sheet=else',
    '?%',
  ])('leaves out what it does not know: %s', (search) => {
    expect(readPlace(search)).toEqual(NOWHERE);
  });
});
