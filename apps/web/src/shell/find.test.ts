import { parseSave } from '@sluice/iptables';
import { describe, expect, it } from 'vitest';
import type { Command } from '../commands/registry.ts';
import { find } from './find.ts';

const { ruleset } = parseSave(
  `*filter
:INPUT DROP [0:0]
:INPUT_ENVOY - [0:0]
-A INPUT -p tcp -m tcp --dport 9090 -j INPUT_ENVOY
-A INPUT -p tcp -m tcp --dport 19090 -j ACCEPT
-A INPUT -s 10.9.0.0/16 -j DROP
-A INPUT_ENVOY -m comment --comment "the (admin) port" -j ACCEPT
COMMIT
`,
  { family: 'ipv4' },
);
const command = (title: string): Command => ({ id: title, title, group: 'Rule', when: () => true, run: () => {} });
const commands = [command('Delete rule'), command('Undo')];
const texts = (query: string): readonly string[] =>
  find(ruleset, commands, query).rules.shown.map(({ chain, index }) => `${chain} ${index + 1}`);

describe('finding', () => {
  it.each([
    ['9090', ['INPUT 1']],
    ['10.9.', ['INPUT 3']],
    ['(admin)', ['INPUT_ENVOY 1']],
    ['ADMIN', ['INPUT_ENVOY 1']],
    ['accept', ['INPUT 2', 'INPUT_ENVOY 1']],
    ['nothing', []],
  ])('%s in rules', (query, found) => {
    expect(texts(query)).toEqual(found);
  });

  it('says how it reads the query', () => {
    const readings = ['9090', '99999', '10.9.0.0/16', 'fe80::1', '@in', '>un'].map(
      (query) => find(ruleset, commands, query).reading,
    );
    expect(readings).toEqual([
      'reads as a port',
      null,
      'reads as a network',
      'reads as an address',
      'chains only',
      'commands only',
    ]);
  });

  it('offers only chains or only commands when asked to', () => {
    const chains = find(ruleset, commands, '@envoy');
    expect(chains.chains.shown.map(({ chain }) => chain.name)).toEqual(['INPUT_ENVOY']);
    expect(chains.commands.total + chains.rules.total).toBe(0);
    const actions = find(ruleset, commands, '>rule del');
    expect(actions.commands.shown.map(({ title }) => title)).toEqual(['Delete rule']);
  });

  it('shows few and says how many there are', () => {
    const many = parseSave(
      `*filter\n:INPUT DROP [0:0]\n${Array.from({ length: 40 }, () => '-A INPUT -j ACCEPT\n').join('')}COMMIT\n`,
      { family: 'ipv4' },
    ).ruleset;
    const { shown, total } = find(many, [], 'accept').rules;
    expect([shown.length, total]).toEqual([5, 40]);
  });
});
