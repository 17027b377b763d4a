import { diffRulesets, type RulesetDiff } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import type { Snapshot } from '@sluice/protocol';
import { useNotices } from './notices.ts';
import { sliceKey, useWorkspace } from './workspace.ts';

/** New rules that come so soon after an apply, a keep or a roll back are our own. */
const OWN_FOR = 5000;
const MOST_NAMED = 3;

let ownUntil = 0;

/** An apply, keep or roll back is under way here: what changes now is not somebody else's doing. */
export function noteOwnChange(): void {
  ownUntil = Date.now() + OWN_FOR;
}

/** Tells a person who is drafting that somebody else changed the host's rules, before the new rules are shown. */
export function tellOutsideChange(hostId: string, snapshot: Snapshot): void {
  const slice = useWorkspace.getState().slices[sliceKey(hostId, snapshot.family)];
  const before = slice?.snapshot;
  if (!before || before.fingerprint === snapshot.fingerprint || slice.shown.cursor === 0) return;
  if (Date.now() < ownUntil) return;
  const { family } = snapshot;
  const diff = diffRulesets(parseSave(before.text, { family }).ruleset, parseSave(snapshot.text, { family }).ruleset, {
    matchByText: true,
  });
  useNotices.getState().post({
    id: `outside ${family}`,
    host: hostId,
    tone: 'warning',
    title: `Someone changed ${chainsIn(diff)} on the host.`,
    text: 'Your draft was laid on top of the new rules; nothing of either was lost.',
  });
}

function chainsIn({ chains }: RulesetDiff): string {
  const names = chains.slice(0, MOST_NAMED).map(({ table, chain }) => `${table} ${chain}`);
  const more = chains.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more chains` : ''}`;
}
