import type { Review } from '@sluice/protocol';
import { useCallback, useEffect, useState } from 'react';
import { postReview } from '../api/calls.ts';
import { hasUnsentEdits } from '../api/draft-sync.ts';
import { request, type Trouble } from '../api/request.ts';
import { useWorkspace } from '../state/workspace.ts';

/** How the review stands. */
export type ReviewState =
  | { readonly state: 'asking' }
  | { readonly state: 'done'; readonly review: Review }
  | { readonly state: 'failed'; readonly trouble: Trouble };

/** Has the drafts planned and tried on a copy of the host's rules, again whenever a draft changed. */
export function useReview(host: string): { readonly state: ReviewState; readonly again: () => void } {
  const versions = useWorkspace((workspace) =>
    Object.values(workspace.slices)
      .map(({ ledger, snapshot }) => `${ledger?.version ?? 0} ${snapshot?.fingerprint ?? ''}`)
      .join(' '),
  );
  const waiting = useWorkspace(() => hasUnsentEdits());
  const [round, setRound] = useState(0);
  const wanted = `${host} ${versions} ${round}`;
  const [answer, setAnswer] = useState<{ readonly to: string; readonly state: ReviewState } | null>(null);
  useEffect(() => {
    if (waiting) return;
    let current = true;
    void request(postReview(host)).then((result) => {
      if (!current) return undefined;
      const state: ReviewState = result.ok
        ? { state: 'done', review: result.value }
        : { state: 'failed', trouble: result.error };
      setAnswer({ to: wanted, state });
      return undefined;
    });
    return () => {
      current = false;
    };
  }, [host, wanted, waiting]);
  const again = useCallback(() => setRound((number) => number + 1), []);
  return { state: answer?.to === wanted ? answer.state : { state: 'asking' }, again };
}
