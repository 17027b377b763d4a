import type { ChainDiff } from '@sluice/draft';
import type { Family } from '@sluice/netfilter';

/** The changed chains of one family. */
export interface FamilyChanges {
  readonly family: Family;
  readonly chains: readonly ChainDiff[];
}
