import { rulesetOf } from '@sluice/testkit';
import { expect, test } from 'vitest';
import { compareStates } from './compare-states.ts';
import { findOwnedChanges } from './owned-changes.ts';

const chains = ':INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]';
const BASE = ruleset(':DOCKER - [0:0]\n:DOCKER-USER - [0:0]\n:f2b-sshd - [0:0]', [
  '-A INPUT -p tcp --dport 22 -j f2b-sshd',
  '-A INPUT -i lo -j ACCEPT',
  '-A FORWARD -j DOCKER-USER',
  '-A DOCKER -d 172.17.0.2/32 -j ACCEPT',
  '-A DOCKER-USER -s 192.0.2.1/32 -j DROP',
  '-A f2b-sshd -s 192.0.2.7/32 -j REJECT',
]);

function ruleset(custom: string, rules: readonly string[]): string {
  return `*filter\n${chains}\n${custom}\n${rules.join('\n')}\nCOMMIT\n`;
}

test.each<[string, readonly [string, string], readonly string[]]>([
  ['a rule in a chain of Docker', ['-A DOCKER -d', '-A DOCKER -p tcp -d'], ['DOCKER docker 1']],
  ['a new rule in a chain of fail2ban', ['COMMIT', '-A f2b-sshd -j LOG\nCOMMIT'], ['f2b-sshd fail2ban 1']],
  ['the jump that fail2ban made', ['-A INPUT -p tcp --dport 22', '-A INPUT -p udp --dport 22'], ['INPUT fail2ban 1']],
  ['the jump that Docker made to the place of persons', ['-A FORWARD -j DOCKER-USER\n', ''], ['FORWARD docker 1']],
  ['a rule in DOCKER-USER, which is left to persons', ['-s 192.0.2.1/32 -j', '-s 192.0.2.2/32 -j'], []],
  ['a rule of a person in INPUT', ['-A INPUT -i lo -j ACCEPT\n', ''], []],
  ['a new call of a chain of fail2ban', ['-A INPUT -i lo', '-A INPUT -i eth0 -j f2b-sshd\n-A INPUT -i lo'], []],
  ['a new chain that is called as one of Docker', [':f2b-sshd -', ':DOCKER-MINE - [0:0]\n:f2b-sshd -'], []],
])('%s', (_name, [from, to], expected) => {
  const after = BASE.replace(from, to);
  expect(after).not.toBe(BASE);
  const { diff } = compareStates(rulesetOf(BASE), rulesetOf(after));
  const found = findOwnedChanges(diff.chains);
  expect(found.map(({ chain, owner, changes }) => `${chain} ${owner.id} ${changes}`)).toEqual(expected);
});

test('an empty chain of a program that goes away is a change among its rules', () => {
  const before = ruleset(':ISTIO_INBOUND - [0:0]', []);
  const { diff } = compareStates(rulesetOf(before), rulesetOf(ruleset('', [])));
  expect(findOwnedChanges(diff.chains)).toMatchObject([{ chain: 'ISTIO_INBOUND', owner: { id: 'istio' }, changes: 1 }]);
});
