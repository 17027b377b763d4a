import { shellQuote } from '@sluice/iptables';
import type { TranslateRequest } from '@sluice/protocol';
import { useTranslation } from '../api/queries.ts';
import { useWorkspace } from '../state/workspace.ts';

/** The rule as nftables would say it, asked of the host's own translator. */
export function useNftLine(rule: TranslateRequest): { readonly line: string | null; readonly note: string | null } {
  const hostId = useWorkspace((state) => state.hostId);
  const family = useWorkspace((state) => state.family);
  const { data, error } = useTranslation(hostId, family, rule);
  if (error) return { line: null, note: error.message };
  if (!data) return { line: null, note: 'Asking the host…' };
  return { line: data.line === undefined ? null : `nft ${shellQuote(data.line)}`, note: data.absent ?? null };
}
