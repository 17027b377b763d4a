import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');

/** `sluice serve`, as a person starts it, with an empty data folder of its own. */
export interface Serving {
  readonly pid: number;
  /** The address with the one-time login. */
  readonly loginLink: string;
  /** A login link for one more person. */
  newLink(name: string): string;
  /** Ends it as Ctrl-C would, and takes its data away. */
  stop(): Promise<void>;
}

/** Starts it with these flags; resolves when it has printed its address. `enter` leads into another namespace first. */
export async function startServing(
  flags: readonly string[],
  enter: (argv: readonly string[]) => readonly string[] = (argv) => argv,
): Promise<Serving> {
  const data = mkdtempSync(join(tmpdir(), 'sluice-e2e-'));
  const [program = '', ...args] = enter([join(ROOT, 'bin/sluice'), 'serve', '--data', data, ...flags]);
  const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
  const loginLink = await readLoginLink(child);
  return {
    pid: child.pid as number,
    loginLink,
    newLink: (name) =>
      execFileSync(join(ROOT, 'bin/sluice'), ['login', '--data', data, '--as', name], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      }).trim(),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

function readLoginLink(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let printed = '';
    const read = (chunk: Buffer): void => {
      printed += chunk.toString();
      const link = /http:\/\/127\.0\.0\.1:\d+\/#login=[\w-]+/.exec(printed)?.[0];
      if (link) resolve(link);
    };
    child.stdout?.on('data', read);
    child.stderr?.on('data', read);
    child.once('exit', (code) => reject(new Error(`sluice serve ended (${String(code)}): ${printed}`)));
  });
}
