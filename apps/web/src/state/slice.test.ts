import type { StepGroup } from '@sluice/draft';
import type { RuleId } from '@sluice/netfilter';
import type { Draft, Snapshot } from '@sluice/protocol';
import { describe, expect, it } from 'vitest';
import { intend, openLedger } from './draft-ledger.ts';
import { EMPTY_SLICE, withDraft, withLedger, withSnapshot, withTrial } from './slice.ts';

const save = (rules: readonly string[]): string =>
  `*filter\n:INPUT DROP [0:0]\n:ENVOY - [0:0]\n${rules.map((rule) => `-A INPUT ${rule}\n`).join('')}COMMIT\n`;
const running = save(['-i lo -j ACCEPT', '-p icmp -j ACCEPT']);
const applied = save(['-i lo -j ACCEPT', '-j ENVOY', '-p icmp -j ACCEPT']);

const snapshot = (fingerprint: string, text: string): Snapshot => ({
  family: 'ipv4',
  backend: 'nft',
  otherBackendHasRules: false,
  fingerprint,
  text,
  takenAt: 0,
  aliens: [],
  interfaces: [],
});

const loaded = withSnapshot(EMPTY_SLICE, snapshot('one', running));
const first = loaded.base?.tables[0]?.chains[0]?.rules[0]?.id ?? null;
const insert: StepGroup = {
  label: 'Insert jump',
  steps: [
    { type: 'insertRule', table: 'filter', chain: 'INPUT', after: first, id: 'draft:1' as RuleId, text: '-j ENVOY' },
  ],
};
const draft = (groups: StepGroup[]): Draft => ({
  family: 'ipv4',
  version: groups.length,
  base: { fingerprint: 'one', text: running },
  groups,
  cursor: groups.length,
});
const texts = (slice: typeof loaded): readonly string[] =>
  slice.current?.tables[0]?.chains[0]?.rules.map(({ text }) => text) ?? [];

describe('one family of a host', () => {
  it('shows the running rules when nothing is drafted', () => {
    const slice = withDraft(loaded, draft([]));
    expect(slice.current).toBe(slice.base);
    expect(slice.diff?.changes).toBe(0);
  });

  it('shows the draft on top, whichever came first', () => {
    for (const slice of [
      withDraft(loaded, draft([insert])),
      withSnapshot(withDraft(EMPTY_SLICE, draft([insert])), snapshot('one', running)),
    ]) {
      expect(texts(slice)).toEqual(['-i lo -j ACCEPT', '-j ENVOY', '-p icmp -j ACCEPT']);
      expect(slice.diff?.changes).toBe(1);
    }
  });

  it('keeps what it has computed when the server only says yes', () => {
    const ledger = intend(openLedger(draft([])), { action: 'do', group: insert });
    const before = withLedger(withDraft(loaded, draft([])), ledger);
    const after = withLedger(before, { ...ledger });
    expect(after.current).toBe(before.current);
    expect(after.diff).toBe(before.diff);
  });

  it('shows the changes of an applied draft while it is on trial, with the counters of the new rules', () => {
    const slice = withSnapshot(withDraft(loaded, draft([insert])), snapshot('two', applied));
    expect(slice.diff?.changes).toBe(1);
    expect(slice.counterKeys().filter((key) => key === 'draft:1')).toHaveLength(1);
  });

  describe('while its first groups are on trial', () => {
    const since: StepGroup = {
      label: 'Delete',
      steps: [{ type: 'removeRule', table: 'filter', chain: 'INPUT', id: first as RuleId }],
    };
    const onTrial = withTrial(withSnapshot(withDraft(loaded, draft([insert])), snapshot('two', applied)), 1);

    it('shows what is on trial until something is edited', () => {
      expect(onTrial.diff?.changes).toBe(1);
      expect(onTrial.diff).toBe(onTrial.trialDiff);
    });

    it.each([
      ['the server told', withDraft(onTrial, draft([insert, since]))],
      ['was just done', withLedger(onTrial, intend(openLedger(draft([insert])), { action: 'do', group: since }))],
    ])('shows an edit that %s as a draft of its own on the rules on trial', (_how, slice) => {
      expect(texts(slice)).toEqual(['-j ENVOY', '-p icmp -j ACCEPT']);
      expect(slice.diff?.chains.flatMap(({ rows }) => rows.map(({ change }) => change))).toEqual([
        'removed',
        'same',
        'same',
      ]);
      expect(slice.trialDiff?.changes).toBe(1);
      // The new rule is counted where it stands on the host, not where the edit puts it.
      expect(slice.counterKeys().filter((key) => key === 'draft:1')).toHaveLength(1);
    });

    it('goes on as one draft when the rules of before are back', () => {
      const edited = withDraft(onTrial, draft([insert, since]));
      const back = withTrial(withSnapshot(edited, snapshot('one', running)), 0);
      expect(texts(back)).toEqual(['-j ENVOY', '-p icmp -j ACCEPT']);
      expect(back.diff?.changes).toBe(2);
    });
  });

  it('shows the new rules as running once the draft is empty', () => {
    const kept = withDraft(withSnapshot(withDraft(loaded, draft([insert])), snapshot('two', applied)), {
      ...draft([]),
      version: 2,
      base: { fingerprint: 'two', text: applied },
    });
    expect(texts(kept)).toEqual(['-i lo -j ACCEPT', '-j ENVOY', '-p icmp -j ACCEPT']);
    expect(kept.diff?.changes).toBe(0);
    expect(kept.counterKeys()).not.toContain('draft:1');
  });

  it('says why a draft does not fit, and shows the rules alone', () => {
    const gone: StepGroup = {
      label: 'Delete',
      steps: [{ type: 'removeRule', table: 'filter', chain: 'INPUT', id: 'nobody' as RuleId }],
    };
    const slice = withDraft(loaded, draft([gone]));
    expect(slice.trouble).toMatch(/gone/);
    expect(texts(slice)).toEqual(['-i lo -j ACCEPT', '-p icmp -j ACCEPT']);
  });
});
