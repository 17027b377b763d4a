import { parseSave } from '@sluice/iptables';
import { beforeEach, expect, it } from 'vitest';
import { useSelection } from '../state/selection.ts';
import { closeFind, countFound, lookThrough, openFind, restNow, stepFind, typeAhead, useFind } from './find-state.ts';

const { ruleset } = parseSave(
  `*filter
:INPUT DROP [0:0]
:SSH - [0:0]
-A INPUT -p tcp -m tcp --dport 22 -j SSH
-A INPUT -j DROP
-A SSH -m comment --comment ssh -j ACCEPT
COMMIT
`,
  { family: 'ipv4' },
);

beforeEach(() => {
  closeFind();
  useSelection.getState().select(null);
});

function walk(...steps: readonly (1 | -1)[]): readonly (string | undefined)[] {
  return steps.map((step) => {
    stepFind(step);
    const { selected } = useSelection.getState();
    return selected ? `${selected.chain} ${selected.kind}` : undefined;
  });
}

it('goes through rules and chains, and begins anew behind the last', () => {
  openFind('ssh');
  lookThrough(ruleset, 'ssh');
  expect(walk(1, 1, 1, 1)).toEqual(['INPUT rule', 'SSH rule', 'SSH chain', 'INPUT rule']);
  expect(walk(-1)).toEqual(['SSH chain']);
});

it('begins at the end when asked for the one before', () => {
  lookThrough(ruleset, 'ssh');
  expect(walk(-1)).toEqual(['SSH chain']);
});

it('goes on from what is selected', () => {
  const id = ruleset.tables[0]?.chains[1]?.rules[0]?.id;
  if (id === undefined) throw new Error('no rule');
  useSelection.getState().select({ kind: 'rule', table: 'filter', chain: 'SSH', id });
  lookThrough(ruleset, 'ssh');
  expect(useFind.getState().at).toBe(1);
  expect(walk(1)).toEqual(['SSH chain']);
});

it('takes its marks away when it closes, and keeps the words', () => {
  openFind('ssh');
  lookThrough(ruleset, 'ssh');
  closeFind();
  expect(useFind.getState()).toMatchObject({ isOpen: false, hits: [], typed: 'ssh' });
});

it('finding nothing is no place to go to', () => {
  lookThrough(ruleset, '10.9.9.9');
  expect(walk(1, -1)).toEqual([undefined, undefined]);
});

it('counts what it found in a chain, and in a part of it', () => {
  lookThrough(ruleset, '-j');
  const input = { table: 'filter', chain: 'INPUT' } as const;
  expect(countFound(useFind.getState(), input)).toBe(2);
  expect(countFound(useFind.getState(), input, 1, 2)).toBe(1);
  expect(countFound(useFind.getState(), { ...input, chain: 'OUTPUT' })).toBe(0);
  // A chain of which only the name was found is found, without a rule in it.
  lookThrough(ruleset, 'INPUT');
  expect(useFind.getState().chains.get('filter/INPUT')).toEqual([]);
});

it('hides nothing while there is nothing that was found', () => {
  useFind.setState({ rest: 'hidden' });
  lookThrough(ruleset, '10.9.9.9');
  expect(restNow()).toBe('shown');
  lookThrough(ruleset, 'ssh');
  expect(restNow()).toBe('hidden');
});

it('keeps what is typed before its field is there, in place of the words of last time', () => {
  openFind('ssh');
  for (const letter of 'port:22') typeAhead(letter);
  expect(useFind.getState().typed).toBe('port:22');
  closeFind();
  expect(useFind.getState().wantsCursor).toBe(false);
});
