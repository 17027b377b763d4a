import { useMemo } from 'react';
import { useFind } from './find-state.ts';

/** How many rules were found in these chains; null when neither they nor a rule of theirs were. */
export function useFoundIn(members: readonly { readonly id: string }[]): number | null {
  const chains = useFind((state) => state.chains);
  return useMemo(() => {
    if (chains.size === 0) return null;
    const found = members.map(({ id }) => chains.get(id)).filter((rules) => rules !== undefined);
    return found.length === 0 ? null : found.reduce((sum, { length }) => sum + length, 0);
  }, [chains, members]);
}
