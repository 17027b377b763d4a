import type { SetHead } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { readMembers } from './edit-sets.ts';
import { memberNote } from './set-members.tsx';

const of = (type: string, ...words: string[]): SetHead => ({ name: 'it', type, words });

describe('what is pasted as members', () => {
  it.each<[string, SetHead, string, readonly string[]]>([
    [
      'one a line, CR LF and remarks',
      of('hash:ip'),
      '# list\r\n10.0.0.1\r\n\r\n10.0.0.2 # two\r\n',
      ['10.0.0.1', '10.0.0.2'],
    ],
    [
      'several in a line',
      of('hash:ip'),
      '10.0.0.1 10.0.0.2; 10.0.0.3, 10.0.0.4',
      ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.0.0.4'],
    ],
    ['each once', of('hash:net'), '10.0.0.1/8\n10.0.0.0/8', ['10.0.0.0/8']],
    [
      'lines of ipset save',
      of('hash:ip', 'timeout', '0'),
      'add x 10.0.0.1 timeout 5\nadd x 10.0.0.2',
      ['10.0.0.1 timeout 5', '10.0.0.2'],
    ],
    ['parts with commas', of('hash:ip,port'), '10.0.0.1,80 10.0.0.2,udp:53', ['10.0.0.1,tcp:80', '10.0.0.2,udp:53']],
  ])('%s', (_, set, text, members) => {
    expect(readMembers(set, text)).toEqual({ members, faults: [] });
  });

  it('names the line of each fault, and keeps the others', () => {
    const { members, faults } = readMembers(of('hash:ip'), '10.0.0.1\nexample.org\n10.0.0.2\n10.0.0.999');
    expect(members).toEqual(['10.0.0.1', '10.0.0.2']);
    expect(faults.map((fault) => fault.slice(0, 7))).toEqual(['Line 2:', 'Line 4:']);
  });

  it('reads fifty thousand', () => {
    const text = Array.from({ length: 50_000 }, (_, at) => `10.${at >> 16}.${(at >> 8) & 255}.${at & 255}`).join('\n');
    expect(readMembers(of('hash:ip'), text).members).toHaveLength(50_000);
  });
});

it('says the options of a member in words', () => {
  expect(memberNote('timeout 12 packets 3 bytes 180 comment "mail"')).toBe('12 s left 3 packets, 180 bytes “mail”');
  expect(memberNote('timeout 0 nomatch')).toBe('for good except these');
});
