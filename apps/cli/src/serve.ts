import { existsSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostConfig, ServerConfig } from '@sluice/server';
import { isServed, listenForLogins } from './control.ts';
import { defaultDataFolder, prepareDataFolder, serverIdentity, type DataFolder, type Identity } from './data-folder.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import {
  galleryHosts,
  superviseLocal,
  superviseSandbox,
  type HelperPlace,
  type SupervisedHelper,
  type SupervisedHost,
} from './hosts.ts';
import { createLoginLink, LOGIN_MINUTES } from './login-link.ts';
import type { ServeFlags } from './program.ts';
import { superviseServer } from './server-process.ts';
import type { Output } from './text-verbs.ts';

const PAGE = fileURLToPath(new URL('../../web/dist', import.meta.url));
const STOP_MS = 3000;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/**
 * `serve`: starts the helpers, then the web server, prints where it is, and keeps all of it running until a signal.
 * What is pending on a host outlives this process; everything else ends with it.
 */
export async function serve(flags: ServeFlags, out: Output): Promise<number> {
  checkAddress(flags);
  const isRoot = process.geteuid?.() === 0;
  const server = isRoot ? serverIdentity() : null;
  const data = prepareDataFolder(resolve(flags.data ?? defaultDataFolder(process.env, isRoot)), server);
  if (await isServed(data.sockets)) {
    throw new CommandFailure(
      `Sluice already runs with the data folder ${data.path}. "sluice login" gives a login link; --data names another folder.`,
    );
  }
  const stop = stopSignal();
  // A signal that comes while the helpers start must not leave one behind: they are waited for, then stopped.
  const { hosts, helpers, notice } = await startHosts(flags, { data, server, say });

  const first = createLoginLink(Date.now());
  const supervised = superviseServer(configOf(flags, { data, server, hosts, notice }, [first.login]), say);
  const port = await Promise.race([
    supervised.port.catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    stop,
  ]);
  if (typeof port !== 'number') {
    await supervised.stop();
    await stopHelpers(helpers);
    if (port === 'asked') return EXIT.done;
    throw new CommandFailure(port.message);
  }
  const address = flags.publicUrl === undefined ? `http://127.0.0.1:${port}/` : `${new URL(flags.publicUrl).origin}/`;
  const control = await listenForLogins(data.sockets, (name) => {
    const next = createLoginLink(Date.now(), name);
    supervised.allowLogin(next.login);
    return next.link(address);
  });
  if (notice !== null) say(notice);
  out.write(`Sluice runs at ${address}\nLog in once, within ${LOGIN_MINUTES} minutes: ${first.link(address)}\n`);
  if (flags.open) process.send?.({ open: first.link(address) });

  const ended = await Promise.race([stop, supervised.ended.then(() => 'gone' as const)]);
  control.close();
  await supervised.stop();
  await stopHelpers(helpers);
  return ended === 'asked' ? EXIT.done : EXIT.failed;
}

/** A helper with a pending change outlives us, until the change is kept or rolled back. */
async function stopHelpers(helpers: readonly SupervisedHelper[]): Promise<void> {
  const all = Promise.all(helpers.map((helper) => helper.stop()));
  const patience = AbortSignal.timeout(STOP_MS);
  await Promise.race([all, new Promise((done) => patience.addEventListener('abort', done, { once: true }))]);
}

/** The hosts to offer, the helpers behind them, and what could not be had. */
interface StartedHosts {
  readonly hosts: readonly HostConfig[];
  readonly helpers: readonly SupervisedHelper[];
  readonly notice: string | null;
}

async function startHosts(flags: ServeFlags, place: HelperPlace): Promise<StartedHosts> {
  const helpers: SupervisedHelper[] = [];
  const hosts: HostConfig[] = [];
  const notices: string[] = [];
  const attempt = async (what: string, begin: () => Promise<SupervisedHost>): Promise<void> => {
    try {
      const started = await begin();
      helpers.push(started);
      hosts.push(started.host);
    } catch (error) {
      notices.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  if (flags.sandbox) await attempt('There is no sandbox', () => superviseSandbox(place));
  if (flags.hostLocal || place.server) {
    await attempt('This machine’s rules cannot be read', () => superviseLocal(place, flags.keepForBoot));
  }
  if (hosts.length === 0) notices.push('The gallery of examples is open: look, edit and plan; nothing can be applied.');
  hosts.push(...galleryHosts());
  return { hosts, helpers, notice: notices.length > 0 ? notices.join(' ') : null };
}

interface Surroundings {
  readonly data: DataFolder;
  readonly server: Identity | null;
  readonly hosts: readonly HostConfig[];
  readonly notice: string | null;
}

function configOf(
  flags: ServeFlags,
  { data, server, hosts, notice }: Surroundings,
  logins: ServerConfig['logins'],
): ServerConfig {
  if (!existsSync(join(PAGE, 'index.html'))) say('The page is not built: only the API answers. Run "npm start" once.');
  return {
    address: flags.listen,
    port: flags.port,
    publicUrl: flags.publicUrl ?? null,
    dataDir: data.server,
    webDir: existsSync(join(PAGE, 'index.html')) ? PAGE : null,
    user: process.env['SUDO_USER'] || userName(),
    notice,
    identity: server,
    logins,
    hosts: [...hosts],
  };
}

function checkAddress({ listen, insecure }: ServeFlags): void {
  if (LOOPBACK.has(listen) || insecure) return;
  throw new CommandFailure(
    `Listening on ${listen} would let other machines in without TLS. Put a proxy with TLS in front of 127.0.0.1, or insist with --insecure.`,
    EXIT.usage,
  );
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'you';
  }
}

/** Resolves when this process is to end: a signal came, or `bin/sluice`, which started it, is gone. */
function stopSignal(): Promise<'asked'> {
  return new Promise((done) => {
    const events = ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const;
    for (const event of events) process.on(event, () => done('asked'));
  });
}

function say(message: string): void {
  process.stderr.write(`sluice: ${message}\n`);
}
