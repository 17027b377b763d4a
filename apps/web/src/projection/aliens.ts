import type { ChainRef } from '@sluice/netfilter';

/** A chain that holds what iptables cannot print, and why; `*` stands for every chain of its table. */
export interface Alien {
  readonly table: string;
  readonly chain: string;
  readonly reason: string;
}

/** Why not all of a chain can be shown; null when it can. */
export function alienReason(aliens: readonly Alien[], ref: ChainRef): string | null {
  const found = aliens.find(({ table, chain }) => table === ref.table && (chain === ref.chain || chain === '*'));
  return found?.reason ?? null;
}
