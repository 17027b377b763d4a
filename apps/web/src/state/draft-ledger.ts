import type { StepGroup } from '@sluice/draft';
import type { DraftChange, DraftEdit } from '@sluice/protocol';

/** What the person did, before the server has said yes to it. */
export type Intent =
  | { readonly action: 'do'; readonly group: StepGroup }
  | { readonly action: 'undo' }
  | { readonly action: 'redo' }
  /** Down to the first groups, which are on trial. */
  | { readonly action: 'discard'; readonly to: number };

/** The groups of a draft, and how many of them stand. */
export interface Standing {
  readonly groups: readonly StepGroup[];
  readonly cursor: number;
}

/**
 * One family's draft as the page holds it: what the server has confirmed, and what is on its way there. The page
 * shows both together, so that an edit is seen at once; the oldest intent is the one in flight.
 */
export interface Ledger {
  readonly version: number;
  readonly confirmed: Standing;
  readonly pending: readonly Intent[];
}

/** A ledger with nothing on its way. */
export function openLedger(draft: { readonly version: number } & Standing): Ledger {
  return { version: draft.version, confirmed: { groups: draft.groups, cursor: draft.cursor }, pending: [] };
}

/** What the person sees: the confirmed groups with everything pending done on top. */
export function standing(ledger: Ledger): Standing {
  return ledger.pending.reduce(doIntent, ledger.confirmed);
}

/** The ledger with one more intent on its way. */
export function intend(ledger: Ledger, intent: Intent): Ledger {
  return { ...ledger, pending: [...ledger.pending, intent] };
}

/** What to send next; null when nothing waits. */
export function nextEdit(ledger: Ledger): DraftEdit | null {
  const [intent] = ledger.pending;
  if (!intent) return null;
  const { version } = ledger;
  return intent.action === 'discard' ? { action: 'discard', version } : { ...intent, version };
}

/** The server did the oldest intent. */
export function settle(ledger: Ledger, change: DraftChange): Ledger {
  return { version: change.version, confirmed: kept(standing(ledger), change), pending: ledger.pending.slice(1) };
}

/** The server refused the oldest intent: what was done on top of it goes too, since it may rest on it. */
export function retract(ledger: Ledger): Ledger {
  return { ...ledger, pending: [] };
}

/**
 * Somebody else edited first. New groups are kept to be sent again behind theirs; an undo, redo or discard was
 * meant for a draft that is no more, so it goes. When the last group is our own oldest one, it had arrived and only
 * the answer was lost.
 */
export function catchUp(ledger: Ledger, theirs: { readonly version: number } & Standing): Ledger {
  const groups = ledger.pending.filter(({ action }) => action === 'do');
  const [oldest] = groups;
  const arrived = oldest?.action === 'do' && sameGroup(oldest.group, theirs.groups[theirs.cursor - 1]);
  return {
    version: theirs.version,
    confirmed: { groups: theirs.groups, cursor: theirs.cursor },
    pending: arrived ? groups.slice(1) : groups,
  };
}

/** Whether a push tells something that the ledger does not know: while our own edit is on its way, its answer does. */
export function isNews(ledger: Ledger, change: DraftChange): boolean {
  return ledger.pending.length === 0 && change.version > ledger.version;
}

function doIntent({ groups, cursor }: Standing, intent: Intent): Standing {
  switch (intent.action) {
    case 'do':
      return { groups: [...groups.slice(0, cursor), intent.group], cursor: cursor + 1 };
    case 'undo':
      return { groups, cursor: Math.max(0, cursor - 1) };
    case 'redo':
      return { groups, cursor: Math.min(groups.length, cursor + 1) };
    case 'discard':
      return { groups: groups.slice(0, intent.to), cursor: intent.to };
  }
}

/** The server's groups, but the very objects that we hold where they say the same: what is memoised on them stays. */
function kept(ours: Standing, theirs: Standing): Standing {
  const groups = theirs.groups.map((group, index) => {
    const own = ours.groups[index];
    return own && sameGroup(own, group) ? own : group;
  });
  return { groups, cursor: theirs.cursor };
}

function sameGroup(a: StepGroup, b: StepGroup | undefined): boolean {
  return b !== undefined && (a === b || JSON.stringify(a) === JSON.stringify(b));
}
