import type { EndPoint, Watched } from '@sluice/analysis';
import type { Family } from '@sluice/netfilter';
import type { HostSessions } from '@sluice/protocol';

type Session = HostSessions['sessions'][number];

/** More links than these are not asked about one by one. */
const MOST_LINKS = 6;
const LOOPBACK = 'lo';

/**
 * Whom a change of one family must not shut out: the open connections that are known, ssh from where the person is, this
 * host to itself, and with IPv6 the neighbours on each link.
 */
export function watchedOn(
  family: Family,
  sessions: readonly Session[],
  interfaces: readonly string[],
): readonly Watched[] {
  const here = sessions.filter((session) => session.family === family);
  return [...oncePerPeer(here), ...sshFromHere(here), { kind: 'loopback', family }, ...neighbours(family, interfaces)];
}

/** The rules tell two sessions of one peer apart by nothing but the far port, which another one would not have again. */
function oncePerPeer(sessions: readonly Session[]): readonly Session[] {
  const seen = new Set<string>();
  return sessions.filter(({ kind, local, remote, link }) => {
    const name = [kind, local.address, local.port, remote.address, link].join(' ');
    if (seen.has(name)) return false;
    seen.add(name);
    return true;
  });
}

/** Who looks at a page from elsewhere will want a shell from there when the page is gone. */
function sshFromHere(sessions: readonly Session[]): readonly Watched[] {
  const own = sessions.find(({ kind }) => kind === 'own');
  if (!own || own.link === LOOPBACK) return [];
  if (sessions.some(({ kind, remote }) => kind === 'ssh' && remote.address === own.remote.address)) return [];
  const remote: EndPoint = { address: own.remote.address };
  const local: EndPoint = { address: own.local.address };
  return [{ kind: 'newSsh', family: own.family, local, remote, link: own.link }];
}

function neighbours(family: Family, interfaces: readonly string[]): readonly Watched[] {
  if (family !== 'ipv6') return [];
  const links = interfaces.filter((name) => name !== LOOPBACK);
  if (links.length === 0 || links.length > MOST_LINKS) return [{ kind: 'neighbours', family }];
  return links.map((link) => ({ kind: 'neighbours', family, link }));
}
