import { parseSave } from '@sluice/iptables';
import type { IpSet, SetEdit, SetHead } from '@sluice/netfilter';
import { describe, expect, test } from 'vitest';
import { applyStep } from './apply.ts';
import { invertStep } from './invert.ts';
import { planSets } from './plan-sets.ts';
import { rebaseGroups } from './rebase.ts';
import { setEditsOf, setsWith } from './set-edits.ts';
import type { Step } from './step.ts';

const bans: SetHead = { name: 'bans', type: 'hash:ip', words: ['family', 'inet', 'timeout', '600'] };
const create: Step = { type: 'createSet', set: bans };
const destroy: Step = { type: 'destroySet', set: bans };
const add = (...members: string[]): Step => ({ type: 'addMembers', set: 'bans', members });
const remove = (...members: string[]): Step => ({ type: 'removeMembers', set: 'bans', members });
const edit = (of: Partial<SetEdit>): SetEdit => ({ name: 'bans', added: [], removed: [], ...of });

describe('what steps do to sets in the end', () => {
  test.each<[string, readonly Step[], readonly SetEdit[]]>([
    [
      'a new set with members',
      [create, add('10.0.0.1', '10.0.0.2')],
      [edit({ created: bans, added: ['10.0.0.1', '10.0.0.2'] })],
    ],
    ['a new set that is destroyed again', [create, add('10.0.0.1'), destroy], []],
    ['a set of the host that goes', [add('10.0.0.1'), destroy], [edit({ destroyed: true })]],
    ['a set that goes and is made again', [destroy, create], []],
    ['a member that comes and goes', [add('10.0.0.1'), remove('10.0.0.1')], []],
    ['a member that goes and comes', [remove('10.0.0.1 timeout 9'), add('10.0.0.1 timeout 9')], []],
    [
      'a member with other options',
      [remove('10.0.0.1 timeout 9'), add('10.0.0.1 timeout 99')],
      [edit({ removed: ['10.0.0.1 timeout 9'], added: ['10.0.0.1 timeout 99'] })],
    ],
  ])('%s', (_, steps, edits) => {
    expect(setEditsOf(steps)).toEqual(edits);
  });

  test('a step and its inverse do nothing', () => {
    const { ruleset } = parseSave('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', { family: 'ipv4' });
    for (const step of [create, destroy, add('10.0.0.1'), remove('10.0.0.1')]) {
      expect(setEditsOf([step, ...invertStep(ruleset, step)]), step.type).toEqual([]);
    }
  });
});

test('the host’s sets are shown with the edits done', () => {
  const live: readonly IpSet[] = [
    { ...bans, members: ['10.0.0.1 timeout 5', '10.0.0.2 timeout 6'] },
    { name: 'doors', type: 'bitmap:port', words: ['range', '0-99'], members: ['80'] },
  ];
  const edits = setEditsOf([
    remove('10.0.0.1 timeout 5'),
    add('10.0.0.9 timeout 0'),
    { type: 'createSet', set: { ...bans, name: 'anew' } },
    { type: 'destroySet', set: { name: 'doors', type: 'bitmap:port', words: ['range', '0-99'] } },
  ]);
  expect(setsWith(live, edits).map(({ name, members, edit: its }) => [name, members, its?.destroyed])).toEqual([
    ['anew', [], undefined],
    ['bans', ['10.0.0.9 timeout 0', '10.0.0.2 timeout 6'], undefined],
    ['doors', ['80'], true],
  ]);
});

test('sets are made before the rules, a set of sets last, and destroyed after them', () => {
  const all: SetHead = { name: 'all', type: 'list:set', words: ['size', '8'] };
  const edits = setEditsOf([
    { type: 'createSet', set: all },
    create,
    { type: 'addMembers', set: 'all', members: ['bans'] },
    add('10.0.0.1 timeout 5'),
    { type: 'removeMembers', set: 'old', members: ['10.0.0.3 timeout 7'] },
    { type: 'destroySet', set: { ...bans, name: 'older' } },
  ]);
  expect(planSets(edits)).toEqual({
    before:
      'create bans hash:ip family inet timeout 600\ncreate all list:set size 8\nadd all bans\nadd bans 10.0.0.1 timeout 5\ndel old 10.0.0.3\n',
    after: 'destroy older\n',
  });
});

describe('refused are', () => {
  const { ruleset } = parseSave(
    '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -m set --match-set bans src -j DROP\nCOMMIT\n',
    { family: 'ipv4' },
  );
  test.each<[string, Step]>([
    ['setUsed', destroy],
    ['setName', { type: 'createSet', set: { ...bans, name: 'a b' } }],
    ['setMember', add('10.0.0.1\nflush')],
    ['setMember', remove('')],
  ])('%s', (code, step) => {
    const result = applyStep(ruleset, step);
    expect(result.ok ? 'done' : result.error.code).toBe(code);
  });

  test('a set that a rule of others names meanwhile: its destruction is dropped', () => {
    const empty = parseSave('*filter\n:INPUT ACCEPT [0:0]\nCOMMIT\n', { family: 'ipv4' }).ruleset;
    const groups = [{ label: 'Destroy the set bans', steps: [destroy] }];
    expect(rebaseGroups(groups, empty, empty)).toEqual({ groups, dropped: [] });
    expect(rebaseGroups(groups, empty, ruleset)).toEqual({ groups: [], dropped: groups });
  });
});
