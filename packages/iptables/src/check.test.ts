import { describe, expect, it } from 'vitest';
import { checkDocument, checkRuleText, describeDiagnostic, parseSave } from './index.ts';

const ipv4 = { family: 'ipv4' } as const;

const codes = (lines: string): string[] => {
  const text = `*filter\n:INPUT ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\n${lines}COMMIT\n`;
  return checkDocument(parseSave(text, ipv4)).map(({ code, line, column }) => `${line}:${column} ${code}`);
};

describe('remarks on one rule', () => {
  it.each([
    ['-p tcp --dport 80800 -j ACCEPT', 'badValue', 16, 5],
    ['-p tcp -m tcp --dport 80,443', 'badValue', 23, 6],
    ['-s 1.2.3.400', 'badValue', 4, 9],
    ['-i thisinterfaceistoolong0', 'badValue', 4, 23],
    ['-p tcp -m multiport --dports 1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16', 'badValue', 30, 38],
    ['-m conntrack --ctstate NEW,OLD', 'badValue', 24, 7],
    ['-p tcp --tcp-flags SYN,FOO SYN', 'badValue', 20, 7],
    ['--dport 22 -j ACCEPT', 'optionNeedsProtocol', 1, 7],
    ['--state NEW', 'optionNeedsModule', 1, 7],
    ['--log-prefix x', 'optionNeedsTarget', 1, 12],
    ['-p tcp --nonsense 1', 'unknownOption', 8, 10],
    ['-m multiport --dports 1', 'needsProtocol', 4, 9],
    ['-p udp -m tcp --dport 1', 'needsProtocol', 11, 3],
    ['-p icmpv6 -m icmp6 --icmpv6-type 128', 'familyModule', 14, 5],
    ['-j REDIRECT --to-ports 80', 'valueNeedsProtocol', 24, 2],
    ['-p udp -j REJECT --reject-with tcp-reset', 'valueNeedsProtocol', 32, 9],
    ['-m state', 'optionRequired', 4, 5],
    ['-m addrtype --src-type LOCAL --limit-iface-in --limit-iface-out', 'optionsExclude', 4, 8],
    ['-m mark --mark 1 --mark 2', 'repeatedOption', 4, 4],
    ['-s 1.1.1.1 -s 2.2.2.2', 'repeatedOption', 12, 2],
    ['-j ACCEPT -j DROP', 'repeatedOption', 11, 2],
    ['-t nat -j ACCEPT', 'tableInRule', 1, 2],
    ['-A INPUT -j ACCEPT', 'commandInRule', 1, 2],
    ['-c 1 2 -j ACCEPT', 'commandInRule', 1, 2],
    ['-j ACCEPT # why', 'trailingComment', 11, 1],
    ['-s ! 1.1.1.1', 'oldNegation', 4, 1],
    ['! -j ACCEPT', 'notNegatable', 3, 2],
    ['-j ACCEPT !', 'nothingNegated', 11, 1],
    ['! ! -i lo', 'doubleNegation', 3, 1],
    ['! -s 0/0', 'neverMatches', 6, 3],
    ['! -s 1.1.1.1,2.2.2.2', 'negatedList', 6, 15],
    ['-s 1.1.1.1,2.2.2.2', 'listInRule', 1, 2],
    ['-m comment --comment "x', 'openQuote', 22, 2],
    ['-m comment --comment "a b"c', 'joinedQuote', 22, 5],
    ['-m comment --comment a b', 'strayWord', 24, 1],
    ['-m comment --comment "x\nCOMMIT"', 'controlCharacter', 24, 1],
    ['-m comment --comment "\u0007"', 'controlCharacter', 23, 1],
    ['-p', 'missingValue', 1, 2],
    [`-j ACCEPT ${'-m comment --comment x '.repeat(64)}`, 'tooManyWords', 1481, 1],
    [`-m comment --comment ${'x'.repeat(10_240)}`, 'tooLong', 10_241, 21],
  ])('%j: %s', (text, code, column, length) => {
    const errors = checkRuleText(text, ipv4).filter(({ severity }) => severity === 'error');
    expect(errors).toContainEqual(expect.objectContaining({ code, line: 1, column, length }));
  });

  it('warn of a range upside down, which nothing meets', () => {
    const remarks = checkRuleText('-p udp --dport 9:5', ipv4).map(({ code, severity }) => [code, severity]);
    expect(remarks).toEqual([['matchesNothing', 'warning']]);
    expect(checkRuleText('-p udp ! --dport 9:5', ipv4)).toEqual([]);
  });

  it.each([
    '-p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY',
    '-m recent --update --seconds 60 --name X -j DROP',
    '-m comment --comment "it\'s \\"fine\\"" -j LOG --log-prefix "[x] "',
    '-j NEW_CHAIN',
    '',
  ])('none of them an error: %j', (text) => {
    expect(checkRuleText(text, ipv4).filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  it('warns of what iptables cuts off and of names that are looked up once', () => {
    const long = `-m comment --comment ${'x'.repeat(256)} -s example.org`;
    expect(checkRuleText(long, ipv4).map(({ code, severity }) => [code, severity])).toEqual([
      ['textCut', 'warning'],
      ['hostName', 'warning'],
    ]);
  });

  it('says what is wrong and what would be right', () => {
    expect(checkRuleText('-p tcp --dport 80800', ipv4)[0]?.message).toBe(
      '“80800” is not a value of --dport. Use a port from 0 to 65535, a service name, or a range like 1024:65535.',
    );
    expect(describeDiagnostic('missingCommit', { table: 'nat' })).toContain('Add COMMIT');
  });
});

describe('remarks on a whole file', () => {
  it.each([
    ['-A INPUT -j NOWHERE\n', '4:13 jumpToMissing'],
    ['-A INPUT -j OUTPUT\n', '4:13 jumpToBuiltin'],
    [':a - [0:0]\n-A INPUT -j a\n-A a -g a\n', '6:9 jumpLoop'],
    [':a - [0:0]\n-A a -j a\n', '5:9 idleLoop'],
    ['-A INPUT -j a\n:a - [0:0]\n', '4:13 chainDeclaredLater'],
    [':a - [0:0]\n-A a -j DROP\n', '4:2 chainNotCalled'],
    ['-A INPUT -o eth0 -j ACCEPT\n', '4:10 interfaceHere'],
    ['-A OUTPUT -m mac --mac-source 00:11:22:33:44:55\n', '4:14 wrongPlace'],
    ['-A INPUT -j MASQUERADE\n', '4:13 wrongPlace'],
    [':ACCEPT - [0:0]\n', '4:2 badChainName'],
    [`:${'x'.repeat(29)} - [0:0]\n`, '4:2 badChainName'],
    ['[1:2] -A INPUT -p tcp --dport 99999\n', '4:31 badValue'],
    ['-n -A INPUT -j ACCEPT\n', '4:1 commandInRule'],
  ])('%j: %s', (lines, remark) => {
    expect(codes(lines)).toContain(remark);
  });

  it('finds calls nested deeper than iptables-nft allows', () => {
    const names = Array.from({ length: 16 }, (_, at) => `c${at}`);
    const chains = names.map((name) => `:${name} - [0:0]\n`).join('');
    const calls = names.slice(1).map((name, at) => `-A c${at} -j ${name}\n`);
    expect(codes(`${chains}-A INPUT -j c0\n${calls.join('')}`)).toContain('20:13 tooDeep');
    expect(codes(`${chains}-A INPUT -j c1\n${calls.join('')}`).join()).not.toContain('tooDeep');
  });

  it('points into statements of several lines', () => {
    const text = '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m comment --comment "a\nb" -p tcp --dport 99999\nCOMMIT\n';
    expect(checkDocument(parseSave(text, ipv4))).toContainEqual(
      expect.objectContaining({ code: 'badValue', line: 4, column: 19, length: 5 }),
    );
  });
});
