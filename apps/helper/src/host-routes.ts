import { readFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import type { Family } from '@sluice/netfilter';
import type { HostRoute } from '@sluice/protocol/helper';

/** A router of the internet has a million routes; a picture needs none of them. */
const MAX_ROUTES = 4000;

/** Where addresses are, by this namespace's main table and its own addresses; policy routing is not looked at. */
export function readRoutes(family: Family): readonly HostRoute[] {
  const own = ownAddresses(family).map((address) => ({ to: address, out: 'here' }));
  const routes = family === 'ipv4' ? readTable('route', routeOfIpv4) : readTable('ipv6_route', routeOfIpv6);
  return [...own, ...routes].slice(0, MAX_ROUTES);
}

function ownAddresses(family: Family): readonly string[] {
  const wanted = family === 'ipv4' ? 'IPv4' : 'IPv6';
  const bits = family === 'ipv4' ? 32 : 128;
  return Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .filter((each) => each.family === wanted)
    .map(({ address }) => `${address}/${bits}`);
}

function readTable(name: string, routeOf: (words: readonly string[]) => HostRoute | null): readonly HostRoute[] {
  let text: string;
  try {
    text = readFileSync(`/proc/self/net/${name}`, 'latin1');
  } catch {
    return [];
  }
  return text.split('\n').flatMap((line) => routeOf(line.trim().split(/\s+/)) ?? []);
}

const UP = 0x1;
const REJECTS = 0x200;

/** proc(5), /proc/net/route: numbers in hex, addresses as the processor orders their bytes (little end first here). */
function routeOfIpv4([out, to, , flags, , , , mask]: readonly string[]): HostRoute | null {
  if (out === undefined || to === undefined || mask === undefined || !isUsable(flags)) return null;
  const bytes = Buffer.from(to, 'hex').toReversed();
  const length = bitsIn(Number.parseInt(mask, 16));
  return { to: `${bytes.join('.')}/${length}`, out };
}

/** fib6 as the kernel prints it (net/ipv6/route.c, rt6_info_route): destination, its length, ..., flags, interface. */
function routeOfIpv6(words: readonly string[]): HostRoute | null {
  const [to, length, flags, out] = [words[0], words[1], words[8], words[9]];
  if (to === undefined || length === undefined || out === undefined || !isUsable(flags)) return null;
  const groups = to.match(/.{4}/g) ?? [];
  if (groups.length !== 8) return null;
  return { to: `${groups.join(':')}/${Number.parseInt(length, 16)}`, out };
}

function isUsable(flags: string | undefined): boolean {
  const bits = Number.parseInt(flags ?? '', 16);
  return (bits & UP) !== 0 && (bits & REJECTS) === 0;
}

function bitsIn(mask: number): number {
  return mask.toString(2).replaceAll('0', '').length;
}
