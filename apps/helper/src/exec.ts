import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { HelperRefusal } from './failure.ts';
import { resolveProgram, type ProgramName } from './programs.ts';

/**
 * The only place where processes are started. A program is one of a closed list, found once at a trusted absolute
 * path; its arguments are an array; its environment is two fixed words (a third for Node, or for a tool whose lock we hold); its input comes by stdin. There is no shell.
 */
const ENVIRONMENT = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

const OTHER_LOCK = { XTABLES_LOCKFILE: '/run/sluice-xtables.lock' };

const MAX_OUTPUT = 256 * 1024 * 1024;
const MAX_STDERR = 64 * 1024;

/** The namespaces of another process, to be entered before the program starts. */
export interface Namespaces {
  readonly pid: number;
  /** Also its user namespace: needed when the helper is not root. */
  readonly user: boolean;
}

/** What to run. */
export interface Command {
  readonly program: ProgramName;
  readonly argv: readonly string[];
  readonly input?: string | Uint8Array | undefined;
  /** Milliseconds until the whole process group is killed. */
  readonly timeout: number;
  readonly inside?: Namespaces | undefined;
  /** The caller holds the lock of x_tables: the tool shall take another one. */
  readonly lockHeld?: boolean | undefined;
}

/** How a program ended. */
export interface Outcome {
  /** Null when a signal ended it. */
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** Killed because time was up. */
  readonly timedOut: boolean;
  /** Killed because it printed more than can be kept. */
  readonly overflowed: boolean;
  /** Milliseconds. */
  readonly took: number;
}

/** Runs a program to its end and gives all that it printed. Refuses with `unavailable` when it is not on this host. */
export function run(command: Command): Promise<Outcome> {
  const started = performance.now();
  const child = launch(command, ['pipe', 'pipe', 'pipe']);
  const stdout: Buffer[] = [];
  let stderr = '';
  let size = 0;
  let timedOut = false;
  let overflowed = false;
  const timer = setTimeout(() => {
    timedOut = true;
    killGroup(child);
  }, command.timeout);
  child.stdout?.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_OUTPUT) stdout.push(chunk);
    else {
      overflowed = true;
      killGroup(child);
    }
  });
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    if (stderr.length < MAX_STDERR) stderr += text;
  });
  // A program that does not read its input to the end is judged by its exit status, not by the broken pipe.
  child.stdin?.on('error', () => undefined);
  child.stdin?.end(command.input ?? '');
  return new Promise((resolve, reject) => {
    child.once('error', (error) => {
      clearTimeout(timer);
      reject(new HelperRefusal('unavailable', `${command.program} could not be started: ${error.message}`));
    });
    child.once('exit', () => {
      // Someone who left the group may still hold the pipes of a killed program; nobody waits for that.
      if (timedOut || overflowed) setTimeout(() => closePipes(child), 100).unref();
    });
    child.once('close', (exit, signal) => {
      clearTimeout(timer);
      const took = performance.now() - started;
      resolve({ exit, signal, stdout: Buffer.concat(stdout), stderr, timedOut, overflowed, took });
    });
  });
}

/** What to start and leave running. */
export interface LongCommand {
  readonly program: ProgramName;
  readonly argv: readonly string[];
  readonly stdin: 'ignore' | 'pipe';
  readonly stdout: 'ignore' | 'pipe';
  /** An open file takes what it complains about; `inherit` shows it on the helper's own stderr. */
  readonly stderr: 'ignore' | 'inherit' | 'pipe' | number;
  /** Where Node keeps compiled code: a third of the start-up time and two thirds of the memory. As safe as our own files. */
  readonly codeCache?: string | undefined;
  readonly inside?: Namespaces | undefined;
}

/** A process that goes on by itself, in a session of its own. */
export interface LongProcess {
  readonly pid: number;
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  readonly stderr: Readable | null;
  /** Settles when it ends, however it ends. */
  readonly ended: Promise<{ readonly exit: number | null; readonly signal: NodeJS.Signals | null }>;
  /** Kills it and everything that it started in its group. */
  kill(signal?: NodeJS.Signals): void;
  /** Lets the helper end without waiting for it. */
  release(): void;
}

/** Starts a process in a session of its own: it survives the death of the helper unless it minds it itself. */
export function start(command: LongCommand): LongProcess {
  const child = launch(command, [command.stdin, command.stdout, command.stderr]);
  if (child.pid === undefined) {
    child.once('error', () => undefined);
    throw new HelperRefusal('unavailable', `${command.program} could not be started`);
  }
  child.stdin?.on('error', () => undefined);
  return {
    pid: child.pid,
    stdin: child.stdin,
    stdout: child.stdout,
    stderr: child.stderr,
    ended: new Promise((resolve) => {
      child.once('error', () => resolve({ exit: null, signal: null }));
      child.once('exit', (exit, signal) => resolve({ exit, signal }));
    }),
    kill: (signal) => killGroup(child, signal),
    release: () => {
      closePipes(child);
      child.unref();
    },
  };
}

/** Numbers of the processes that were started here a moment ago or still run. */
const started = new Set<number>();
/** News of a process may come after its end. */
const REMEMBERED = 5000;

/** Whether this process was started here, and ended a few seconds ago at most. */
export function hasStarted(pid: number): boolean {
  return started.has(pid);
}

function remember(child: ChildProcess): void {
  const { pid } = child;
  if (pid === undefined) return;
  started.add(pid);
  child.once('exit', () => setTimeout(() => started.delete(pid), REMEMBERED).unref());
}

type Stdio = 'ignore' | 'inherit' | 'pipe' | number;

function launch(
  command: Pick<LongCommand, 'program' | 'argv' | 'inside' | 'codeCache'> & Pick<Command, 'lockHeld'>,
  stdio: readonly Stdio[],
): ChildProcess {
  const words = [pathOf(command.program), ...command.argv];
  const [file, ...argv] = command.inside ? enter(command.inside, words) : words;
  // Detached makes it the leader of a new session and group: no terminal reaches it, and the group can be killed.
  const env = {
    ...ENVIRONMENT,
    ...(command.codeCache !== undefined && { NODE_COMPILE_CACHE: command.codeCache }),
    ...(command.lockHeld === true && OTHER_LOCK),
  };
  const child = spawn(file as string, argv, { cwd: '/', env, stdio: [...stdio], detached: true });
  remember(child);
  return child;
}

function enter({ pid, user }: Namespaces, words: readonly string[]): readonly string[] {
  const kinds = user ? ['-U', '-n', '-m', '--preserve-credentials'] : ['-n', '-m'];
  return [pathOf('nsenter'), '-t', String(pid), ...kinds, '--', ...words];
}

function pathOf(program: ProgramName): string {
  const resolution = resolveProgram(program);
  if (!resolution.found) throw new HelperRefusal('unavailable', `${resolution.reason}.`, { unchanged: true });
  return resolution.path;
}

function killGroup(child: ChildProcess, signal: NodeJS.Signals = 'SIGKILL'): void {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    child.kill(signal);
  }
}

function closePipes(child: ChildProcess): void {
  child.stdin?.destroy();
  child.stdout?.destroy();
  child.stderr?.destroy();
}
