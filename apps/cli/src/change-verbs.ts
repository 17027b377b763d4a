import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sameRules } from '@sluice/draft';
import { connectHelper, HelperRefusal, startLocalHelper, type HelperClient } from '@sluice/helper';
import { parseSave } from '@sluice/iptables';
import type { ChangeStatus } from '@sluice/protocol/helper';
import { defaultDataFolder, foldersIn, type DataFolder } from './data-folder.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { readPlanFile, type BoundPlan } from './plan-file.ts';
import type { Output } from './text-verbs.ts';

/*
 * Changes from a console, for when the page cannot be reached. They need no web server: they talk to the helper that
 * stays while a change waits. That a person could type them is itself the proof that the machine can be reached.
 */

/** Which host's change is meant. */
export interface ChangeFlags {
  readonly host: string;
  readonly data?: string | undefined;
}

/** `status`: what waits on each host that has a helper, a line each. */
export async function status({ data }: Pick<ChangeFlags, 'data'>, out: Output): Promise<number> {
  const folder = folderOf(data);
  const hosts = socketsIn(folder);
  if (hosts.length === 0) out.write('No helper runs, so that no change waits here.\n');
  for (const host of hosts) {
    const line = await withHelper(folder, host, async (client) => describe(await client.call('status', {})));
    out.write(`${host}: ${line}\n`);
  }
  return EXIT.done;
}

/** `confirm`: keeps the rules that wait. */
export function confirm(flags: ChangeFlags, out: Output): Promise<number> {
  return decide(flags, out, (client, { id }) => client.call('confirm', { id }));
}

/** `rollback`: brings the rules of before back now. */
export function rollback(flags: ChangeFlags, out: Output): Promise<number> {
  return decide(flags, out, (client, { id }) => client.call('rollback', { id }));
}

/** `extend`: so many seconds from now, before the rules of before come back. */
export function extend(
  { seconds, ...flags }: ChangeFlags & { readonly seconds: number },
  out: Output,
): Promise<number> {
  return decide(flags, out, (client, { id }) => client.call('extend', { id, seconds }));
}

/** `apply`: applies a plan to a host that holds the rules it was made on, for so many seconds. */
export async function apply(
  path: string | undefined,
  flags: ChangeFlags & { readonly seconds: number },
  out: Output,
): Promise<number> {
  const plan = readPlanFile(path);
  const { seconds, host } = flags;
  return withHelper(folderOf(flags.data), host, async (client) => {
    const { fingerprint } = await readBase(client, plan);
    const target = { family: plan.family, base: fingerprint, text: plan.target };
    const change = await client.call('apply', { targets: [target], seconds });
    out.write(
      `${describeChange(change)}\nOpen a new connection to this machine and run "sluice confirm" there, or the rules of before come back.\n`,
    );
    return EXIT.done;
  });
}

/** The host's rules now, which are those of the plan's base. */
async function readBase(client: HelperClient, plan: BoundPlan): Promise<{ readonly fingerprint: string }> {
  const { families } = await client.call('read', {});
  const reading = families.find(({ family }) => family === plan.family);
  if (!reading) throw new CommandFailure(`The host has no ${plan.family} rules to read. Nothing was applied.`);
  const [base, live] = [plan.base, reading.text].map((text) => parseSave(text, { family: plan.family }).ruleset);
  if (base && live && sameRules(base, live)) return reading;
  throw new CommandFailure(
    'The host holds other rules than the plan was made on. Nothing was applied. Make the plan again from the rules as they are.',
    EXIT.stale,
  );
}

async function decide(
  { host, data }: ChangeFlags,
  out: Output,
  how: (client: HelperClient, pending: ChangeStatus) => Promise<ChangeStatus>,
): Promise<number> {
  return withHelper(folderOf(data), host, async (client) => {
    const found = await client.call('status', {});
    if (!found.pending) throw new CommandFailure(`Nothing waits on ${host}. ${describe(found)}`, EXIT.refused);
    out.write(`${describeChange(await how(client, found.pending))}\n`);
    return EXIT.done;
  });
}

function folderOf(data: string | undefined): DataFolder {
  return foldersIn(data ?? defaultDataFolder(process.env, process.geteuid?.() === 0));
}

function socketsIn({ sockets }: DataFolder): readonly string[] {
  try {
    return readdirSync(sockets).filter((name) => name !== 'control');
  } catch {
    return [];
  }
}

/** Asks the helper of a host; for this machine root starts one where none runs. */
async function withHelper<T>(folder: DataFolder, host: string, ask: (client: HelperClient) => Promise<T>): Promise<T> {
  const socket = join(folder.sockets, host);
  const running = await connectHelper(socket).catch(() => undefined);
  if (!running && (host !== 'local' || process.geteuid?.() !== 0)) {
    throw new CommandFailure(
      `No helper of ${host} answers. A change that waits is rolled back by its guard at the deadline all the same.`,
    );
  }
  if (!running) mkdirSync(folder.sockets, { recursive: true, mode: 0o700 });
  const started = running ? undefined : await startLocalHelper({ stateDir: folder.helper(host), socket });
  const client = running ?? (await connectHelper(socket));
  try {
    return await ask(client);
  } catch (thrown) {
    throw asFailure(thrown);
  } finally {
    client.close();
    started?.stop();
  }
}

/** The helper's own sentence; stale rules have an exit code of their own. */
function asFailure(thrown: unknown): unknown {
  if (!(thrown instanceof HelperRefusal)) return thrown;
  const { code, message, stderr } = thrown.failure;
  const words = stderr === undefined || stderr === '' ? message : `${message}\n${stderr.trimEnd()}`;
  return new CommandFailure(words, code === 'staleBase' || code === 'stalePlan' ? EXIT.stale : EXIT.refused);
}

function describe({ pending, last }: { pending: ChangeStatus | null; last: ChangeStatus | null }): string {
  if (pending) return describeChange(pending);
  return last ? `The last change, ${describeChange(last)}` : 'No change was applied yet.';
}

function describeChange({ id, state, remaining }: ChangeStatus): string {
  const left = Math.ceil(remaining / 1000);
  return state === 'applied' ? `${id}: applied, rolls back by itself in ${left} s` : `${id}: ${WORDS[state]}`;
}

const WORDS: Readonly<Record<ChangeStatus['state'], string>> = {
  prepared: 'prepared, nothing is changed yet',
  armed: 'armed, nothing is changed yet',
  applying: 'is being applied',
  applied: 'applied',
  confirmed: 'kept',
  rollingBack: 'is being rolled back',
  rolledBack: 'rolled back, the rules of before are there again',
  failed: 'failed, look at the rules',
};
