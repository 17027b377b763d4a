import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CommandFailure } from './exit-codes.ts';

/** Who a process runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** Where everything that outlives a process is kept. Only its owner can look inside. */
export interface DataFolder {
  readonly path: string;
  /** The server's own: drafts and logins. */
  readonly server: string;
  /** The helpers' own, by host: pending changes. */
  helper(host: string): string;
  /** Where processes meet: sockets. */
  readonly sockets: string;
}

/** Unix socket paths hold 107 bytes; this leaves room for a file name. */
const LONGEST_SOCKET_FOLDER = 80;

/** The folder that applies when none is named. */
export function defaultDataFolder(env: NodeJS.ProcessEnv, isRoot: boolean): string {
  const named = env['SLUICE_DATA'];
  if (named) return resolve(named);
  if (isRoot) return '/var/lib/sluice';
  return join(env['XDG_STATE_HOME'] || join(homedir(), '.local/state'), 'sluice');
}

/**
 * Makes the folders. `server` is whom the web server becomes, or null when nobody changes: it must be able to pass
 * through to its own folder and to the sockets, and to nothing else.
 */
export function prepareDataFolder(path: string, server: Identity | null): DataFolder {
  const folder = foldersIn(path);
  own(folder.path, server ? { uid: 0, gid: server.gid } : null, server ? 0o710 : 0o700);
  own(folder.server, server, 0o700);
  own(folder.sockets, server ? { uid: 0, gid: server.gid } : null, server ? 0o710 : 0o700);
  return folder;
}

/** Where things are in a data folder; makes nothing. */
export function foldersIn(path: string): DataFolder {
  const inside = join(path, 'sockets');
  const short = Buffer.byteLength(inside) <= LONGEST_SOCKET_FOLDER;
  const name = `sluice-${createHash('sha256').update(path).digest('hex').slice(0, 16)}`;
  return {
    path,
    server: join(path, 'server'),
    helper: (host) => join(path, `helper-${host}`),
    sockets: short ? inside : join(tmpdir(), name),
  };
}

/** The user that the server becomes when started by root: `sluice` where it exists, else a number that nobody has. */
export function serverIdentity(passwd: string = readPasswd()): Identity {
  const [, uid, gid] = /^sluice:[^:]*:(\d+):(\d+):/m.exec(passwd) ?? [];
  // Systemd's list of user ids leaves 65520 to 65533 unused; Debian reserves them.
  return { uid: Number(uid ?? 65_530), gid: Number(gid ?? 65_530) };
}

function readPasswd(): string {
  return existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
}

/** Makes a folder of exactly this owner and mode, or refuses one that somebody else made. */
function own(path: string, owner: Identity | null, mode: number): void {
  try {
    if (mkdirSync(path, { recursive: true, mode: 0o700 }) !== undefined && owner) chownSync(path, owner.uid, owner.gid);
  } catch (error) {
    throw new CommandFailure(
      `${path} cannot be made: ${error instanceof Error ? error.message : String(error)}. Name another data folder with --data.`,
    );
  }
  const found = lstatSync(path);
  const uid = owner?.uid ?? process.geteuid?.() ?? found.uid;
  if (!found.isDirectory() || found.uid !== uid) {
    throw new CommandFailure(
      `${path} belongs to somebody else (user ${found.uid}, not ${uid}). Name another data folder with --data.`,
    );
  }
  if (owner && found.gid !== owner.gid) chownSync(path, owner.uid, owner.gid);
  chmodSync(path, mode);
}
