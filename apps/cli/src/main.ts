import { CommanderError } from 'commander';
import { health, login } from './client-verbs.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

// A reader that has seen enough (`| head`) closes the pipe; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.failed));

// Loaded only when asked for, so that the verbs on text start fast.
const loadChangeVerbs = async () => import('./change-verbs.ts');

const program = createProgram(
  process.stdout,
  {
    serve: async (flags) => leave((await import('./serve.ts')).serve(flags, process.stdout)),
    login: (options) => login(options, process.stdout),
    health,
    doctor: async (flags) => leave((await import('./doctor.ts')).doctor(flags, process.stdout)),
    verifyLog: async (flags) => (await import('./log-verbs.ts')).verifyLog(flags, process.stdout),
    status: async (flags) => leave((await loadChangeVerbs()).status(flags, process.stdout)),
    apply: async (path, flags) => leave((await loadChangeVerbs()).apply(path, flags, process.stdout)),
    confirm: async (flags) => leave((await loadChangeVerbs()).confirm(flags, process.stdout)),
    extend: async (flags) => leave((await loadChangeVerbs()).extend(flags, process.stdout)),
    rollback: async (flags) => leave((await loadChangeVerbs()).rollback(flags, process.stdout)),
  },
  (code) => (process.exitCode = code),
);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Ends with the verb: helpers that stay behind for a pending change hold pipes that would keep this process, too. */
async function leave(verb: Promise<number>): Promise<never> {
  return process.exit(await verb.catch(explain));
}

/** Says why, and gives the exit code; a bug keeps its stack. */
function explain(error: unknown): number {
  if (error instanceof CommandFailure) process.stderr.write(`sluice: ${error.message}\n`);
  else if (!(error instanceof CommanderError)) throw error;
  return error.exitCode;
}
