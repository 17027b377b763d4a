import { describe, expect, test } from 'vitest';
import { parseSets, printSets } from './set-save.ts';

/* Printed by ipset 7.17 on Linux 6.18. */
const SAVED = `create bans hash:ip family inet hashsize 1024 maxelem 65536 timeout 300 counters comment skbinfo bucketsize 12 initval 0x4adb79b0
add bans 10.0.0.2 timeout 0 packets 0 bytes 0 comment "back\\slash and spaces" skbmark 0x1/0xff skbprio 1:10 skbqueue 3
add bans 10.0.0.3 timeout 299 packets 0 bytes 0 comment "é;$(id)"
create nets hash:net family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x39afc46d
add nets 10.0.0.0/8
add nets 10.1.0.0/16 nomatch
create doors bitmap:port range 0-65535
add doors 80
create x"y hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x0497ffb4
create a b hash:ip family inet hashsize 1024 maxelem 65536 bucketsize 12 initval 0x51819375
add a b 10.0.0.1
create all list:set size 4
add all bans
add all nets
`;

describe('what ipset prints', () => {
  test('is read into sets and printed as it was', () => {
    const { sets, strange } = parseSets(SAVED);
    expect(strange).toEqual([]);
    expect(sets.map(({ name, type, members }) => [name, type, members.length])).toEqual([
      ['bans', 'hash:ip', 2],
      ['nets', 'hash:net', 2],
      ['doors', 'bitmap:port', 1],
      ['x"y', 'hash:ip', 0],
      ['a b', 'hash:ip', 1],
      ['all', 'list:set', 2],
    ]);
    expect(sets[0]?.members[1]).toBe('10.0.0.3 timeout 299 packets 0 bytes 0 comment "é;$(id)"');
    expect(printSets(sets)).toBe(SAVED);
  });

  test('keeps what it cannot read apart', () => {
    expect(parseSets('create one hash:ip\nadd other 10.0.0.1\nwarning\n')).toEqual({
      sets: [{ name: 'one', type: 'hash:ip', words: [], members: [] }],
      strange: ['add other 10.0.0.1', 'warning'],
    });
  });
});
