import { compareStates } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import { FAMILIES, type Family, type Ruleset } from '@sluice/netfilter';
import type { Host, Revision } from '@sluice/protocol';
import { useMemo } from 'react';
import { useRevisionRules } from '../api/queries.ts';
import type { FamilyChanges } from '../review/family-changes.ts';
import { useTimeTravel } from '../state/time-travel.ts';
import type { Past } from '../state/workspace.ts';
import { useRevisions } from './use-revisions.ts';

/** A revision beside the one that it is compared with. */
export interface Comparison {
  readonly shown: Revision;
  /** Null for the first one: there is nothing before it. */
  readonly against: Revision | null;
  /** Only the families that differ; null until the rules are here. */
  readonly changes: readonly FamilyChanges[] | null;
  /** The rules of each family as the map shows them, and what is marked in them. */
  readonly past: Readonly<Partial<Record<Family, Past>>>;
  readonly error: Error | null;
}

/** What the chosen revision changed; null while none is chosen. */
export function useComparison(host: Host | undefined): Comparison | null {
  const { all } = useRevisions(host);
  const chosen = useTimeTravel((state) => state.chosen);
  const against = useTimeTravel((state) => state.against);
  const shown = all.find(({ number }) => number === chosen) ?? null;
  const other =
    shown && (against === null ? stateBefore(all, shown) : (all.find((each) => each.number === against) ?? null));
  const ipv4 = useFamilyPast(host, 'ipv4', { shown, other });
  const ipv6 = useFamilyPast(host, 'ipv6', { shown, other });
  return useMemo(() => {
    if (!shown) return null;
    const found = { ipv4: ipv4.past, ipv6: ipv6.past };
    const waits = ipv4.waiting || ipv6.waiting;
    const changes = FAMILIES.flatMap((family): readonly FamilyChanges[] => {
      const past = found[family];
      if (!past || past.diff.chains.length === 0) return [];
      return [{ family, chains: past.diff.chains, before: past.base, after: past.current }];
    });
    return {
      shown,
      against: other,
      changes: waits ? null : changes,
      past: { ...(ipv4.past && { ipv4: ipv4.past }), ...(ipv6.past && { ipv6: ipv6.past }) },
      error: ipv4.error ?? ipv6.error,
    };
  }, [shown, other, ipv4, ipv6]);
}

/** The state that a revision followed: the newest older one that stood. */
export function stateBefore(all: readonly Revision[], { number }: Revision): Revision | null {
  return all.find((each) => each.number < number && each.state !== 'undone') ?? null;
}

function useFamilyPast(
  host: Host | undefined,
  family: Family,
  { shown, other }: { readonly shown: Revision | null; readonly other: Revision | null },
) {
  const number = shown && hasFamily(shown, family) ? shown.number : null;
  const before = other && hasFamily(other, family) ? other.number : null;
  const after = useRevisionRules(host?.id ?? null, number, family);
  const earlier = useRevisionRules(host?.id ?? null, before, family);
  const waiting = (number !== null && after.isPending) || (before !== null && earlier.isPending);
  const text = after.data?.text;
  const oldText = before === null ? text : earlier.data?.text;
  const past = useMemo(
    () =>
      number === null || text === undefined || oldText === undefined ? null : pastOf(number, family, { text, oldText }),
    [number, family, text, oldText],
  );
  const error = after.error ?? earlier.error;
  return useMemo(() => ({ past, waiting: waiting && error === null, error }), [past, waiting, error]);
}

function hasFamily({ families }: Revision, family: Family): boolean {
  return families.some((each) => each.family === family);
}

function pastOf(
  number: number,
  family: Family,
  { text, oldText }: { readonly text: string; readonly oldText: string },
): Past {
  const base = parsed(oldText, family);
  const { after, diff } = compareStates(base, text === oldText ? base : parsed(text, family));
  return { number, base, current: after, diff };
}

function parsed(text: string, family: Family): Ruleset {
  return parseSave(text, { family }).ruleset;
}
