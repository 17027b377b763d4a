import { diffRulesets, type RulesetDiff } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import type { Revision, Snapshot } from '@sluice/protocol';
import { authorWords } from '../shell/words.ts';
import { useNotices } from './notices.ts';
import { sliceKey, useWorkspace } from './workspace.ts';

/** New rules that come so soon after an apply, a keep or a roll back are our own. */
const OWN_FOR = 5000;
const MOST_NAMED = 3;
/** News of the history that come later are of another change. */
const SAME_FOR = 10_000;

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
  const told = { id: `outside ${family}`, host: hostId, where: chainsIn(diff), at: Date.now() };
  lastTold.set(`${family} ${hostId}`, told);
  post(told, 'Someone');
}

/** What was told of each family and host, until it is known who did it. */
const lastTold = new Map<string, Told>();

interface Told {
  readonly id: string;
  readonly host: string;
  readonly where: string;
  readonly at: number;
}

/** The history has written it down a moment later, and knows more of who did it. */
export function tellWhoChanged(hostId: string, revisions: readonly Revision[]): void {
  const newest = revisions.find(({ kind }) => kind === 'outside');
  if (!newest || newest.author.how === 'unknown') return;
  const standing = new Set(useNotices.getState().notices.map(({ id, host }) => `${id} ${host}`));
  for (const [key, told] of lastTold) {
    if (told.host !== hostId || Date.now() - told.at > SAME_FOR) continue;
    lastTold.delete(key);
    if (standing.has(`${told.id} ${hostId}`)) post(told, sentenceStart(authorWords(newest.author)));
  }
}

function post({ id, host, where }: Told, who: string): void {
  useNotices.getState().post({
    id,
    host,
    tone: 'warning',
    title: `${who} changed ${where} on the host.`,
    text: 'Your draft was laid on top of the new rules; nothing of either was lost.',
  });
}

function sentenceStart(words: string): string {
  return words.startsWith('likely ') ? `Likely ${words.slice(7)}` : words;
}

function chainsIn({ chains }: RulesetDiff): string {
  const names = chains.slice(0, MOST_NAMED).map(({ table, chain }) => `${table} ${chain}`);
  const more = chains.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more chains` : ''}`;
}
