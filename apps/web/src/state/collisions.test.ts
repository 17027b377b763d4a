import type { Draft } from '@sluice/protocol';
import { beforeEach, describe, expect, it } from 'vitest';
import { settleCollisions, startCollisionWatch, unsettled, useCollisions } from './collisions.ts';
import { useNotices } from './notices.ts';
import { useWorkspace } from './workspace.ts';

const SSH = '-s 192.0.2.10/32 -p tcp -m tcp --dport 22 -j ACCEPT';
const MINE = '-s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT';
const THEIRS = '-s 192.0.2.10/32 -p tcp -m tcp --dport 22 -j DROP';

const text = (...rules: readonly string[]) =>
  `*filter\n:INPUT DROP [0:0]\n${rules.map((rule) => `-A INPUT ${rule}\n`).join('')}COMMIT\n`;

function tellRules(rules: string): void {
  useWorkspace.getState().receiveSnapshot('box', {
    family: 'ipv4',
    backend: 'nft',
    otherBackendHasRules: false,
    fingerprint: rules,
    text: rules,
    takenAt: 0,
    aliens: [],
    interfaces: [],
  });
}

function tellDraft(rules: string, draft: Pick<Draft, 'version' | 'groups' | 'cursor'>): void {
  useWorkspace.getState().receiveDraft('box', { family: 'ipv4', base: { fingerprint: rules, text: rules }, ...draft });
}

const rulesNow = () => useWorkspace.getState().current?.tables[0]?.chains[0]?.rules.map((rule) => rule.text);
const waiting = () => unsettled(useWorkspace.getState(), useCollisions.getState());

/** A draft that widens ssh, its rule's id read from the rules. */
function widened(): Pick<Draft, 'version' | 'groups' | 'cursor'> {
  const id = useWorkspace.getState().current?.tables[0]?.chains[0]?.rules[0]?.id;
  if (!id) throw new Error('no rule');
  const step = { type: 'replaceRule', table: 'filter', chain: 'INPUT', id, text: MINE } as const;
  return { version: 1, groups: [{ label: 'Widen ssh', steps: [step] }], cursor: 1 };
}

describe('a draft that is laid on other rules', () => {
  beforeEach(() => {
    useWorkspace.setState({ slices: {} });
    useCollisions.setState({ found: {} });
    useNotices.setState({ notices: [] });
    const stop = startCollisionWatch();
    useWorkspace.getState().open('box', 'ipv4');
    tellRules(text(SSH));
    tellDraft(text(SSH), { version: 0, groups: [], cursor: 0 });
    tellDraft(text(SSH), widened());
    expect(rulesNow()).toEqual([MINE]);
    return stop;
  });

  it('asks whose version is taken of what both changed, and brings ours back', () => {
    tellRules(text(THEIRS));
    tellDraft(text(THEIRS), { version: 2, groups: [], cursor: 0 });
    expect(rulesNow()).toEqual([THEIRS]);
    const [collision] = waiting();
    expect(collision?.collision).toMatchObject({ mine: [MINE], theirs: [THEIRS] });
    expect(useNotices.getState().notices.map(({ id, action }) => [id, action?.label])).toEqual([
      ['dropped', 'Choose…'],
    ]);
    if (collision) settleCollisions([{ ...collision, side: 'mine' }]);
    expect(rulesNow()).toEqual([MINE]);
    expect(waiting()).toEqual([]);
    expect(useNotices.getState().notices).toEqual([]);
  });

  it('asks also when the draft is here before the rules on which it was laid', () => {
    tellDraft(text(THEIRS), { version: 2, groups: [], cursor: 0 });
    expect(waiting()).toEqual([]);
    tellRules(text(THEIRS));
    expect(waiting()[0]?.collision).toMatchObject({ mine: [MINE], theirs: [THEIRS] });
  });

  it('asks nothing where others changed something else', () => {
    const rules = text(SSH, '-j DROP');
    tellRules(rules);
    tellDraft(rules, { ...widened(), version: 2 });
    expect(waiting()).toEqual([]);
    expect(useNotices.getState().notices).toEqual([]);
  });

  it('asks nothing when the draft was discarded or applied', () => {
    tellDraft(text(SSH), { version: 2, groups: [], cursor: 0 });
    tellRules(text(THEIRS));
    tellDraft(text(THEIRS), { version: 3, groups: [], cursor: 0 });
    expect(waiting()).toEqual([]);
  });
});
