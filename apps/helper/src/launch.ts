import { chmodSync, chownSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { BootFiles } from './boot-rules.ts';
import { connectHelper } from './client.ts';
import { codeCacheIn } from './code-cache.ts';
import { start, type LongCommand } from './exec.ts';
import { HelperRefusal } from './failure.ts';
import { isAnswered } from './listen.ts';

/** A helper that was started, or one that was found running. */
export interface HelperHandle {
  /** Settles when it is gone. */
  readonly ended: Promise<unknown>;
  /** Lets it end. It stays for as long as a change is pending or someone else is connected. */
  stop(): void;
}

/** Where a helper keeps its changes and where it listens. Both are absolute paths. */
export interface HelperPlaces {
  /** For the helper alone; it is made with mode 0700. */
  readonly stateDir: string;
  /** The unix socket; only its owner may use it, see {@link giveSocketTo}. */
  readonly socket: string;
}

/** The helper's program. */
export const HELPER_PROGRAM = join(import.meta.dirname, 'main.ts');

const READY_WITHIN = 30_000;

/**
 * Starts the helper for this machine's own rules. It ends with the process that started it, unless a change is pending:
 * then it stays until that is decided, and whoever starts a helper there next gets this one. With boot files, what is
 * confirmed is written there.
 */
export function startLocalHelper(places: HelperPlaces, bootFiles: BootFiles | null = null): Promise<HelperHandle> {
  const boot = bootFiles ? ['--boot-v4', bootFiles.ipv4, '--boot-v6', bootFiles.ipv6] : [];
  return startOrFind(places, { program: 'node', argv: [HELPER_PROGRAM, ...helperArguments(places), ...boot] });
}

/**
 * Gives the socket to the user that the server runs as; nobody else may use it then. In a sandbox only the launcher can
 * do this: inside, that user does not exist.
 */
export function giveSocketTo(socket: string, owner: { readonly uid: number; readonly gid: number }): void {
  chownSync(socket, owner.uid, owner.gid);
  chmodSync(socket, 0o600);
}

/** What every helper is told. */
export function helperArguments({ stateDir, socket }: HelperPlaces): readonly string[] {
  return ['--socket', resolve(socket), '--state', resolve(stateDir), '--leash'];
}

/** Starts a helper, or takes the one that stayed behind on this socket because of a pending change. */
export async function startOrFind(
  { socket, stateDir }: HelperPlaces,
  command: Pick<LongCommand, 'program' | 'argv'>,
): Promise<HelperHandle> {
  if (await isAnswered(socket)) return find(socket);
  const codeCache = codeCacheIn(resolve(stateDir));
  const helper = start({ ...command, stdin: 'pipe', stdout: 'pipe', stderr: 'pipe', codeCache });
  let words = '';
  helper.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = `${words}${text}`.slice(-2000);
    process.stderr.write(text);
  });
  const ready = new Promise<boolean>((settle) => {
    helper.stdout?.once('data', () => settle(true));
    void helper.ended.then(() => settle(false));
    setTimeout(() => settle(false), READY_WITHIN).unref();
  });
  if (await ready) return { ended: helper.ended, stop: () => helper.stdin?.end('leave\n') };
  helper.kill('SIGTERM');
  helper.release();
  throw new HelperRefusal('unavailable', words.trim() || 'The helper did not start.');
}

/** A connection that is held open keeps a helper that was left behind. */
async function find(socket: string): Promise<HelperHandle> {
  const client = await connectHelper(socket);
  return { ended: client.closed, stop: () => client.close() };
}
