import { describe, expect, it } from 'vitest';
import { parseCommand, printCommand } from './index.ts';

const ipv4 = { family: 'ipv4' } as const;

describe('pasted commands', () => {
  it.each([
    [
      'iptables -I INPUT -p tcp --dport 9090 -j INPUT_CHAIN_ENVOY',
      'iptables -t filter -I INPUT 1 -p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY',
    ],
    [
      `sudo /sbin/iptables -w 5 -t nat -I PREROUTING 3 -m comment --comment 'it'"'"'s' -j X`,
      String.raw`iptables -t nat -I PREROUTING 3 -m comment --comment 'it'\''s' -j X`,
    ],
    ['-A INPUT ! -s 10.0.0.0/8 -j DROP # why', 'iptables -t filter -A INPUT ! -s 10.0.0.0/8 -j DROP'],
    ['iptables -D INPUT -i lo -j ACCEPT', 'iptables -t filter -D INPUT -i lo -j ACCEPT'],
    ['iptables -D INPUT 3', 'iptables -t filter -D INPUT 3'],
    ['iptables -R INPUT 3 -j DROP', 'iptables -t filter -R INPUT 3 -j DROP'],
    ['iptables -t mangle -N foo', 'iptables -t mangle -N foo'],
    ['iptables --policy INPUT DROP', 'iptables -t filter -P INPUT DROP'],
    ['iptables -F', 'iptables -t filter -F'],
    ['iptables -X foo', 'iptables -t filter -X foo'],
    ['iptables -E foo bar', 'iptables -t filter -E foo bar'],
    [
      'iptables -A INPUT -s 192.0.2.1,192.0.2.2 -j DROP',
      'iptables -t filter -A INPUT -s 192.0.2.1/32 -j DROP\niptables -t filter -A INPUT -s 192.0.2.2/32 -j DROP',
    ],
  ])('%s', (line, printed) => {
    const command = parseCommand(line, ipv4);
    expect(command.ok && printCommand(command.value, ipv4)).toBe(printed);
  });

  it.each([
    ['', 'noCommand', 1],
    ['iptables', 'noCommand', 1],
    ['ip6tables -A INPUT -j DROP', 'otherFamilyCommand', 1],
    ['iptables -A INPUT -s $HOME -j DROP', 'shellSyntax', 22],
    ['iptables -A INPUT -j DROP; rm -rf /', 'shellSyntax', 26],
    ['iptables -A INPUT -m comment --comment "a', 'openQuote', 40],
    ['iptables -t nope -A INPUT', 'unknownTable', 1],
    ['iptables -A INPUT -p tcp --dport x,y', 'badValue', 34],
    ['iptables -A', 'missingChain', 10],
    ['iptables -P INPUT REJECT', 'badPolicy', 10],
    ['iptables -A INPUT -A OUTPUT', 'severalCommands', 19],
    ['iptables -L INPUT', 'notApplied', 10],
  ])('refuses %j: %s', (line, code, column) => {
    const command = parseCommand(line, ipv4);
    expect(command.ok ? null : [command.error.code, command.error.column]).toEqual([code, column]);
  });

  it('prints for the family that it is for', () => {
    const command = parseCommand('-A INPUT -s ::1 -j DROP', { family: 'ipv6' });
    expect(command.ok && printCommand(command.value, { family: 'ipv6' })).toBe(
      'ip6tables -t filter -A INPUT -s ::1/128 -j DROP',
    );
  });
});
