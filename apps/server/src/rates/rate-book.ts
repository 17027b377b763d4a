import type { Family } from '@sluice/netfilter';
import { createFamilyRates, type FamilyRates } from './family-rates.ts';

/** The last hour of every host that has a kernel, in memory: it begins anew with the server. */
export interface RateBook {
  of(host: string, family: Family): FamilyRates;
}

/** An empty book. */
export function createRateBook(): RateBook {
  const all = new Map<string, FamilyRates>();
  return {
    of(host, family) {
      const name = `${host}/${family}`;
      const rates = all.get(name) ?? createFamilyRates(family);
      all.set(name, rates);
      return rates;
    },
  };
}
