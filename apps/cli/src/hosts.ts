import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  findBootFiles,
  giveSocketTo,
  startLocalHelper,
  startSandbox,
  type HelperHandle,
  type HelperPlaces,
} from '@sluice/helper';
import { FAMILIES } from '@sluice/netfilter';
import type { HostConfig } from '@sluice/server';
import type { DataFolder, Identity } from './data-folder.ts';

/** A helper that is started again when it dies, until stopped. */
export interface SupervisedHelper {
  /** Lets it end; resolves when it has. It stays for as long as a change is pending. */
  stop(): Promise<unknown>;
}

/** A helper with the host that it serves. */
export interface SupervisedHost extends SupervisedHelper {
  readonly host: HostConfig;
}

/** What helpers need to know of their place. */
export interface HelperPlace {
  readonly data: DataFolder;
  /** Who may open their sockets; null when all run as one user. */
  readonly server: Identity | null;
  readonly say: (message: string) => void;
}

const EXAMPLES = fileURLToPath(new URL('../../../examples', import.meta.url));
const FIRST_WAIT_MS = 200;
const LAST_WAIT_MS = 10_000;

/** Starts the sandbox and keeps it running. Rejects with the reason where this machine cannot have one. */
export function superviseSandbox(place: HelperPlace): Promise<SupervisedHost> {
  const rulesDir = join(EXAMPLES, 'sandbox');
  const facts = {
    kind: 'sandbox',
    id: 'sandbox',
    name: 'Sandbox',
    about:
      'A private network with the real kernel’s netfilter, example rules and small real traffic. It cannot touch this machine.',
  } as const;
  return supervise(facts, place, (places) => startSandbox({ ...places, rulesDir }));
}

/** Starts the helper for this machine's own rules and keeps it running; for a restart of the machine it keeps what was confirmed. */
export function superviseLocal(place: HelperPlace, keepForBoot: boolean): Promise<SupervisedHost> {
  const facts = {
    kind: 'local',
    id: 'local',
    name: hostname(),
    about: 'The rules of the machine that Sluice runs on. Read-only until you unlock it.',
  } as const;
  const bootFiles = keepForBoot ? findBootFiles() : null;
  return supervise(facts, place, (places) => startLocalHelper(places, bootFiles));
}

/** The examples as hosts without a kernel. */
export function galleryHosts(): readonly HostConfig[] {
  return readdirSync(EXAMPLES, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== 'sandbox')
    .flatMap(({ name }) => {
      const texts = FAMILIES.flatMap((family) => {
        const file = join(EXAMPLES, name, family === 'ipv4' ? 'rules.v4.save' : 'rules.v6.save');
        return existsSync(file) ? [{ family, text: readFileSync(file, 'utf8') }] : [];
      });
      if (texts.length === 0) return [];
      const { title, summary } = readFrontMatter(join(EXAMPLES, name, 'README.md'));
      const about = `${summary} An example: edits and plans work, there is no kernel behind it.`;
      return [{ kind: 'gallery' as const, id: `example-${name}`, name: title || name, about, texts }];
    });
}

function readFrontMatter(file: string): { readonly title: string; readonly summary: string } {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  const [, title = ''] = /^title: (.+)$/m.exec(text) ?? [];
  const [, summary = ''] = /^summary: (.+)$/m.exec(text) ?? [];
  return { title, summary };
}

/** A host as pages list it, without its socket. */
type Facts = Omit<Extract<HostConfig, { socket: string }>, 'socket'>;

async function supervise(
  facts: Facts,
  { data, server, say }: HelperPlace,
  start: (places: HelperPlaces) => Promise<HelperHandle>,
): Promise<SupervisedHost> {
  const places = { stateDir: data.helper(facts.id), socket: join(data.sockets, facts.id) };
  const begin = async (): Promise<HelperHandle> => {
    const helper = await start(places);
    if (server) giveSocketTo(places.socket, server);
    return helper;
  };
  const helper = await keepRunning(facts.name, begin, say);
  return { ...helper, host: { ...facts, socket: places.socket } };
}

async function keepRunning(
  name: string,
  begin: () => Promise<HelperHandle>,
  say: (message: string) => void,
): Promise<SupervisedHelper> {
  let running = await begin();
  let stopped = false;
  const watchOver = async (): Promise<void> => {
    for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 2, LAST_WAIT_MS)) {
      const startedAt = performance.now();
      await running.ended;
      if (stopped) return;
      if (performance.now() - startedAt > LAST_WAIT_MS * 3) wait = FIRST_WAIT_MS;
      say(`The helper of ${name} ended; it starts again.`);
      await new Promise((resolve) => setTimeout(resolve, wait).unref());
      if (stopped) return;
      try {
        running = await begin();
      } catch (error) {
        say(`The helper of ${name} could not start: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
  };
  void watchOver();
  return {
    stop() {
      stopped = true;
      running.stop();
      return running.ended;
    },
  };
}
