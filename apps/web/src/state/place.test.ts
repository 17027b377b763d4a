import type { RuleId } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { readPlace, writePlace, type Place } from './place.ts';

const places: readonly Place[] = [
  { host: null, family: 'ipv4', view: 'map', selected: null, sheet: null },
  { host: 'sandbox', family: 'ipv6', view: 'order', selected: null, sheet: 'review' },
  {
    host: 'a b&c',
    family: 'ipv4',
    view: 'map',
    selected: { kind: 'chain', table: 'nat', chain: 'A/B&C=1' },
    sheet: null,
  },
  {
    host: 'local',
    family: 'ipv4',
    view: 'text',
    selected: { kind: 'rule', table: 'filter', chain: 'INPUT', id: 'filter/INPUT#a+b/1' as RuleId },
    sheet: null,
  },
];

describe('the address of a place', () => {
  it.each(places)('comes back as it was: %o', (place) => {
    expect(readPlace(writePlace(place))).toEqual(place);
  });

  it.each(['', '?family=ipv9&chain=nope/X', '?chain=filter', '?chain=/INPUT', '?view=else', '?sheet=else', '?%'])(
    'leaves out what it does not know: %s',
    (search) => {
      expect(readPlace(search)).toEqual({ host: null, family: 'ipv4', view: 'map', selected: null, sheet: null });
    },
  );
});
