import { targetClass, type Chain } from '@sluice/netfilter';
import { LONG } from './chain-folds.ts';
import type { StripPart } from './model.ts';

/** So many parts a strip has at most. */
const PARTS = 62;

const NOTHING: readonly StripPart[] = [];
const known = new WeakMap<Chain, readonly StripPart[]>();

/** A long chain as a whole, in few parts; nothing for other chains. Hits are those that were read with the rules. */
export function stripOf(chain: Chain, isChain: (name: string) => boolean): readonly StripPart[] {
  if (chain.rules.length < LONG) return NOTHING;
  const strip = known.get(chain) ?? makeStrip(chain, isChain);
  known.set(chain, strip);
  return strip;
}

function makeStrip({ rules }: Chain, isChain: (name: string) => boolean): readonly StripPart[] {
  const count = Math.min(PARTS, rules.length);
  const parts = Array.from({ length: count }, (_, part) => {
    const own = rules.slice(Math.floor((part * rules.length) / count), Math.floor(((part + 1) * rules.length) / count));
    const kinds = Map.groupBy(own, ({ target }) => targetClass(target, isChain));
    const [kind] = [...kinds].reduce((most, next) => (next[1].length > most[1].length ? next : most));
    return { kind, hits: own.reduce((sum, { counters }) => sum + Number(counters?.packets ?? 0n), 0) };
  });
  const most = Math.max(1, ...parts.map(({ hits }) => hits));
  return parts.map(({ kind, hits }) => ({ kind, heat: Math.sqrt(hits / most) }));
}
