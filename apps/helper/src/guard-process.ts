import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { ChangeStore } from './change-store.ts';
import { identify, type ProcessIdentity } from './clock.ts';
import { codeCacheIn } from './code-cache.ts';
import { start } from './exec.ts';
import { HelperRefusal } from './failure.ts';

const READY_WITHIN = 15_000;
const GUARD = join(import.meta.dirname, 'guard.ts');

/**
 * Starts the guard of a change and waits until it stands. It is in a session of its own and holds nothing of ours, so
 * that it survives whatever happens to the helper, the server and their terminal.
 */
export async function startGuard(store: ChangeStore, stateDirectory: string, id: string): Promise<ProcessIdentity> {
  const log = openSync(join(store.folder(id), 'guard.log'), 'a', 0o600);
  const guard = start({
    program: 'node',
    argv: [GUARD, '--state', stateDirectory, '--change', id],
    stdin: 'ignore',
    stdout: 'pipe',
    stderr: log,
    codeCache: codeCacheIn(stateDirectory),
  });
  closeSync(log);
  const patience = AbortSignal.timeout(READY_WITHIN);
  const ready = guard.stdout
    ? once(guard.stdout, 'data', { signal: patience }).then(
        () => true,
        () => false,
      )
    : Promise.resolve(false);
  const stands = await Promise.race([ready, guard.ended.then(() => false)]);
  const identity = identify(guard.pid);
  if (!stands || !identity) {
    guard.kill();
    guard.release();
    const message = 'The guard that brings the rules back could not be started. Nothing was applied.';
    throw new HelperRefusal('unavailable', message, { unchanged: true });
  }
  guard.release();
  return identity;
}
