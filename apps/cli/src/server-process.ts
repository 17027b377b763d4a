import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { start, type LongProcess } from '@sluice/helper';
import type { Login, ServerConfig } from '@sluice/server';

/** A web server that is started again when it dies. Helpers and guards know nothing of it. */
export interface SupervisedServer {
  /** The port, once the first start answers; rejects when it never will. */
  readonly port: Promise<number>;
  /** Settles when the server is gone and will not come back. */
  readonly ended: Promise<void>;
  allowLogin(login: Login): void;
  stop(): Promise<void>;
}

const ENTRY = fileURLToPath(new URL('../../server/src/main.ts', import.meta.url));
/** The server's word for: trying again would end the same way. */
const HOPELESS = 78;
const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 10_000;
/** Who lived this long died of something new. */
const HEALTHY_MS = 30_000;
const STOP_MS = 5000;

/** Holds the running process, what it must be told when it starts again, and how long to wait before. */
class Supervisor implements SupervisedServer {
  readonly port: Promise<number>;
  readonly ended: Promise<void>;
  readonly #say: (message: string) => void;
  #config: ServerConfig;
  #process: LongProcess | null = null;
  #stopping = false;
  #wake: (() => void) | null = null;

  constructor(config: ServerConfig, say: (message: string) => void) {
    this.#config = config;
    this.#say = say;
    const listening = Promise.withResolvers<number>();
    this.port = listening.promise;
    this.ended = this.#keepRunning(listening);
  }

  allowLogin(login: Login): void {
    this.#config = { ...this.#config, logins: [...this.#config.logins, login].slice(-100) };
    this.#process?.stdin?.write(`${JSON.stringify({ login })}\n`);
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    const running = this.#process;
    if (running) {
      running.stdin?.end();
      const timer = setTimeout(() => running.kill('SIGKILL'), STOP_MS);
      await running.ended;
      clearTimeout(timer);
    }
    await this.ended;
  }

  async #keepRunning(listening: PromiseWithResolvers<number>): Promise<void> {
    let wait = FIRST_WAIT_MS;
    let everListened = false;
    while (!this.#stopping) {
      const startedAt = performance.now();
      const end = await this.#runOnce((port) => {
        everListened = true;
        // A restarted server keeps its port: the pages that are open look for it there.
        this.#config = { ...this.#config, port };
        listening.resolve(port);
      });
      if (this.#stopping) return;
      if (!everListened || end.exit === HOPELESS) {
        const reason = end.refused ?? 'The web server could not start; its reason stands above.';
        if (everListened) this.#say(reason);
        listening.reject(new Error(reason));
        return;
      }
      if (performance.now() - startedAt > HEALTHY_MS) wait = FIRST_WAIT_MS;
      this.#say('The web server ended; it starts again. Hosts and pending changes are not affected.');
      await this.#sleep(wait);
      wait = Math.min(wait * 2, LAST_WAIT_MS);
    }
  }

  async #runOnce(onListening: (port: number) => void): Promise<{ exit: number | null; refused: string | null }> {
    const argv = ['--disable-warning=ExperimentalWarning', ENTRY];
    const running = start({ program: 'node', argv, stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' });
    this.#process = running;
    running.stdin?.write(`${JSON.stringify(this.#config)}\n`);
    let refused: string | null = null;
    const lines = running.stdout ? createInterface({ input: running.stdout }) : [];
    for await (const line of lines) {
      const message = JSON.parse(line) as { listening?: number; refused?: string };
      if (message.listening !== undefined) onListening(message.listening);
      refused = message.refused ?? refused;
    }
    const { exit } = await running.ended;
    this.#process = null;
    return { exit, refused };
  }

  #sleep(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** Starts the web server and keeps it running. */
export function superviseServer(config: ServerConfig, say: (message: string) => void): SupervisedServer {
  return new Supervisor(config, say);
}
