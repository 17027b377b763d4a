import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Backend, Family } from '@sluice/netfilter';
import type { FamilyReading, FamilyTarget, HelperEvent, HelperFailure } from '@sluice/protocol/helper';
import type { BootFiles } from '../boot-rules.ts';
import { connectHelper, type HelperClient } from '../client.ts';
import { identify, isAlive, sleep } from '../clock.ts';
import { codeCacheIn } from '../code-cache.ts';
import { start, type LongProcess } from '../exec.ts';
import { HelperRefusal } from '../failure.ts';
import { ChangeStore } from '../change-store.ts';

/** A helper under test, in a namespace that the test made. */
export interface Rig {
  readonly client: HelperClient;
  readonly events: readonly HelperEvent[];
  readonly stateDirectory: string;
  readonly socket: string;
  readonly store: ChangeStore;
  readonly pid: number;
  /** Kills the helper as a power failure would; its guard, if it has one, lives on. */
  crash(): Promise<void>;
  /** Starts a helper again on the same state. */
  restart(): Promise<void>;
  /** One family as the helper reads it now. */
  reading(family?: Family): Promise<FamilyReading>;
  /** The target that these edits of the text make. */
  target(edit: (text: string) => string, family?: Family): Promise<FamilyTarget>;
  /** Ends everything that was started. */
  close(): Promise<void>;
}

const MAIN = join(import.meta.dirname, '../main.ts');
const AS_USER = process.getuid?.() !== 0;

/** How a helper under test shall work. */
export interface RigOptions {
  readonly backend?: Backend;
  readonly bootFiles?: BootFiles;
}

/** Starts a helper inside the namespaces of a process. */
export async function startRig(pid: number, { backend, bootFiles }: RigOptions = {}): Promise<Rig> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-helper-'));
  const stateDirectory = join(folder, 'state');
  const socket = join(folder, 'socket');
  const events: HelperEvent[] = [];
  let helper: LongProcess;
  let client: HelperClient;
  const begin = async (): Promise<void> => {
    const more = [
      ...(backend === undefined ? [] : ['--backend', backend]),
      ...(bootFiles ? ['--boot-v4', bootFiles.ipv4, '--boot-v6', bootFiles.ipv6] : []),
    ];
    helper = start({
      program: 'node',
      argv: [MAIN, '--socket', socket, '--state', stateDirectory, ...more],
      stdin: 'ignore',
      stdout: 'pipe',
      stderr: 'inherit',
      codeCache: codeCacheIn(stateDirectory),
      inside: { pid, user: AS_USER },
    });
    if (helper.stdout) await Promise.race([once(helper.stdout, 'data'), helper.ended]);
    client = await connectHelper(socket, (event) => events.push(event));
  };
  await begin();
  const reading = async (family: Family = 'ipv4'): Promise<FamilyReading> => {
    const found = (await client.call('read', {})).families.find((one) => one.family === family);
    if (!found) throw new Error(`no ${family}`);
    return found;
  };
  return {
    get client() {
      return client;
    },
    get pid() {
      return helper.pid;
    },
    events,
    stateDirectory,
    socket,
    get store() {
      return new ChangeStore(stateDirectory);
    },
    crash: async () => {
      helper.kill('SIGKILL');
      await helper.ended;
    },
    restart: async () => {
      client.close();
      await begin();
    },
    reading,
    target: async (edit, family = 'ipv4') => {
      const { fingerprint, text } = await reading(family);
      return { family, base: fingerprint, text: edit(text) };
    },
    close: async () => {
      client.close();
      helper.kill('SIGKILL');
      await helper.ended;
      endGuard(stateDirectory);
      await sleep(20);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Ends the guard of a pending change, which the test made. */
export function endGuard(stateDirectory: string): void {
  const guard = new ChangeStore(stateDirectory).pending()?.guard;
  if (guard && isAlive(guard)) process.kill(guard.pid, 'SIGKILL');
}

/** Puts a rule into a text, before the first rule of the filter table's INPUT that holds these words. */
export function insertBefore(words: string, rule: string): (text: string) => string {
  return (text) =>
    text.replace(new RegExp(`^(\\[\\d+:\\d+\\] )?-A INPUT [^\\n]*${words}`, 'm'), `-A INPUT ${rule}\n$&`);
}

/** What a call was refused with. */
export async function refusalOf(call: Promise<unknown>): Promise<HelperFailure> {
  try {
    await call;
  } catch (thrown) {
    if (thrown instanceof HelperRefusal) return thrown.failure;
    throw thrown;
  }
  throw new Error('it was not refused');
}

/** Waits until something holds, for a limited time. */
export async function eventually(holds: () => boolean | Promise<boolean>, patience = 8000): Promise<void> {
  const deadline = performance.now() + patience;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error('it did not happen in time');
    await sleep(25);
  }
}

/** Whether a process still runs. */
export function runs(pid: number): boolean {
  return identify(pid) !== null;
}
