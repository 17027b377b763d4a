import type { Host, Revision } from '@sluice/protocol';
import { useMemo } from 'react';
import { useHistory } from '../api/queries.ts';
import { useTimeTravel } from '../state/time-travel.ts';

const NONE: readonly Revision[] = [];

/** A host's revisions as the person wants them listed, the newest first. */
export interface Revisions {
  readonly all: readonly Revision[];
  readonly listed: readonly Revision[];
  readonly running: number | null;
  readonly more: boolean;
  readonly error: Error | null;
  readonly waiting: boolean;
}

/** What ran on the host. */
export function useRevisions(host: Host | undefined): Revisions {
  const { data, error, isPending } = useHistory(host?.id ?? null);
  const outside = useTimeTravel((state) => state.outside);
  const all = data?.revisions ?? NONE;
  const listed = useMemo(() => (outside ? all : all.filter(({ kind }) => kind !== 'outside')), [all, outside]);
  return { all, listed, running: data?.running ?? null, more: data?.more ?? false, error, waiting: isPending };
}
