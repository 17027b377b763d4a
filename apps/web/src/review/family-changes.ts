import type { ChainDiff } from '@sluice/draft';
import type { Family, Ruleset } from '@sluice/netfilter';

/** The changed chains of one family. */
export interface FamilyChanges {
  readonly family: Family;
  readonly chains: readonly ChainDiff[];
  /** The rules of both sides. */
  readonly before: Ruleset | null;
  readonly after: Ruleset | null;
}

/** How the two columns of a comparison are called. */
export interface ColumnNames {
  readonly before: string;
  /** When it was so. */
  readonly beforeNote?: string | undefined;
  readonly after: string;
  readonly afterNote?: string | undefined;
}
