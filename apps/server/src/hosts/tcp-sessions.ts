import { readFile } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { networkInterfaces } from 'node:os';
import type { Family } from '@sluice/netfilter';
import type { HostSessions } from '@sluice/protocol';

/** One connection of this machine. */
export type TcpSession = HostSessions['sessions'][number];

/** What /proc/net/tcp says of one socket. */
interface TcpSocket {
  readonly family: Family;
  readonly local: TcpSession['local'];
  readonly remote: TcpSession['local'];
}

const ESTABLISHED = '01';
const SSH_PORT = 22;
/** So many are shown at most: a person reads them. */
const MOST = 20;

/**
 * The connection over which somebody asks, and the ssh sessions of this machine. The kernel's own list is open to
 * everybody, so that no privileged program is needed for it.
 */
export async function listSessions(socket: Pick<Socket, OwnParts>): Promise<readonly TcpSession[]> {
  const own = ownSession(socket);
  const files = await Promise.all([readSockets('/proc/net/tcp', 'ipv4'), readSockets('/proc/net/tcp6', 'ipv6')]);
  const ssh = files
    .flat()
    .filter(({ local }) => local.port === SSH_PORT)
    .map((each): TcpSession => withLink({ kind: 'ssh', ...each }));
  return [...(own ? [own] : []), ...ssh].slice(0, MOST);
}

type OwnParts = 'localAddress' | 'localPort' | 'remoteAddress' | 'remotePort';

function ownSession(socket: Pick<Socket, OwnParts>): TcpSession | null {
  const { localAddress, localPort, remoteAddress, remotePort } = socket;
  if (!localAddress || !localPort || !remoteAddress || !remotePort) return null;
  const [local, remote] = [plainAddress(localAddress), plainAddress(remoteAddress)];
  const family = local.includes(':') ? 'ipv6' : 'ipv4';
  return withLink({
    kind: 'own',
    family,
    local: { address: local, port: localPort },
    remote: { address: remote, port: remotePort },
  });
}

/** An IPv4 connection to a socket for both families has an address like ::ffff:192.0.2.1; a scope is no part of it. */
function plainAddress(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

/** The link that has the local address: what comes from an address of this machine comes by lo. */
function withLink(session: TcpSession): TcpSession {
  const links = Object.entries(networkInterfaces());
  const holder = (address: string): string | undefined =>
    links.find(([, own]) => own?.some((each) => each.address === address))?.[0];
  const link = holder(session.remote.address) === undefined ? holder(session.local.address) : 'lo';
  return link === undefined ? session : { ...session, link };
}

async function readSockets(path: string, family: Family): Promise<readonly TcpSocket[]> {
  try {
    return parseProcTcp(await readFile(path, 'utf8'), family);
  } catch {
    // A kernel without IPv6 has no list of it.
    return [];
  }
}

/** The open connections of /proc/net/tcp or tcp6: addresses are words of four bytes in the machine's order, here little-endian. */
export function parseProcTcp(text: string, family: Family): readonly TcpSocket[] {
  return text.split('\n').flatMap((line) => {
    const [, from, fromPort, to, toPort, state] =
      /^\s*\d+: ([\dA-F]+):([\dA-F]{4}) ([\dA-F]+):([\dA-F]{4}) ([\dA-F]{2}) /.exec(line) ?? [];
    if (!from || !fromPort || !to || !toPort || state !== ESTABLISHED) return [];
    const [local, remote] = [plainAddress(readAddress(from)), plainAddress(readAddress(to))];
    return [
      {
        family: family === 'ipv6' && local.includes(':') ? 'ipv6' : 'ipv4',
        local: { address: local, port: Number.parseInt(fromPort, 16) },
        remote: { address: remote, port: Number.parseInt(toPort, 16) },
      },
    ];
  });
}

function readAddress(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)),
  );
  if (bytes.length === 4) return bytes.join('.');
  const isMapped = bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255 && bytes[11] === 255;
  if (isMapped) return `::ffff:${bytes.slice(12).join('.')}`;
  const groups = Array.from({ length: 8 }, (_, at) =>
    (((bytes[2 * at] ?? 0) << 8) | (bytes[2 * at + 1] ?? 0)).toString(16),
  );
  // The page reads any spelling; the URL parser knows the shortest.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}
