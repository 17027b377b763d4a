import { readOrdinal, type Family } from '@sluice/netfilter';

/** A prefix, and where its addresses are: on this host (`here`), or out by an interface. */
export interface PrefixRoute {
  readonly to: string;
  readonly out: string;
}

/** Tells where an address is; undefined when no route holds it. */
export type Router = (address: string) => string | undefined;

const BITS: Readonly<Record<Family, number>> = { ipv4: 32, ipv6: 128 };

/** A router over these routes, without those that are none: the longest prefix that holds an address decides, and of two equals the first. */
export function createRouter(routes: readonly PrefixRoute[], family: Family): Router {
  const bits = BITS[family];
  const table = routes
    .flatMap(({ to, out }) => {
      const [address = '', length = String(bits)] = to.split('/');
      const first = readOrdinal(address, family);
      const rest = bits - Number(length);
      return first === undefined || !(rest >= 0 && rest <= bits)
        ? []
        : [{ shift: BigInt(rest), first: BigInt(first), out }];
    })
    .toSorted((one, other) => Number(one.shift - other.shift));
  return (address) => {
    const asked = readOrdinal(address, family);
    if (asked === undefined) return undefined;
    const wanted = BigInt(asked);
    return table.find(({ shift, first }) => wanted >> shift === first >> shift)?.out;
  };
}
