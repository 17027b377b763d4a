import { spawn } from 'node:child_process';

/** What a program said and how it ended. */
export interface CommandResult {
  /** Exit status; -1 when a signal ended it. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How to run a program. */
export interface RunOptions {
  readonly input?: string;
  /** 30 s when absent. */
  readonly timeoutMs?: number;
}

/** The environment of everything the test kit starts: nothing of the machine's own. */
export const PLAIN_ENV = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin', LC_ALL: 'C' };

/** Runs a program without a shell and waits for its end. Rejects only when it cannot be started. */
export async function runProgram(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const [program = '', ...args] = argv;
  const child = spawn(program, args, { env: PLAIN_ENV, timeout: options.timeoutMs ?? 30_000, killSignal: 'SIGKILL' });
  const output: Buffer[] = [];
  const errors: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => output.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => errors.push(chunk));
  // A program that ends without reading its input closes the pipe under us; its status tells the story.
  child.stdin.on('error', () => {});
  child.stdin.end(options.input ?? '');
  const status = await new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? -1));
  });
  return { status, stdout: Buffer.concat(output).toString('utf8'), stderr: Buffer.concat(errors).toString('utf8') };
}

/** Runs a program and throws with its own words when it fails. */
export async function mustRun(argv: readonly string[], options: RunOptions = {}): Promise<CommandResult> {
  const result = await runProgram(argv, options);
  if (result.status === 0) return result;
  throw new Error(`${argv.join(' ')} ended with ${result.status}: ${result.stderr || result.stdout}`);
}
