import { CommanderError } from 'commander';
import { health, login } from './client-verbs.ts';
import { CommandFailure, EXIT } from './exit-codes.ts';
import { createProgram } from './program.ts';

// A reader that has seen enough (`| head`) closes the pipe; that is no failure of ours.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : EXIT.failed));

const program = createProgram(
  process.stdout,
  {
    serve: async (flags) => {
      // Loaded only here, so that the verbs on text start fast.
      const { serve } = await import('./serve.ts');
      const code = await serve(flags, process.stdout).catch(explain);
      // Helpers that stay behind hold pipes that would keep this process, too.
      return process.exit(code);
    },
    login: (options) => login(options, process.stdout),
    health,
  },
  (code) => (process.exitCode = code),
);

try {
  await program.parseAsync();
} catch (error) {
  process.exitCode = explain(error);
}

/** Says why, and gives the exit code; a bug keeps its stack. */
function explain(error: unknown): number {
  if (error instanceof CommandFailure) process.stderr.write(`sluice: ${error.message}\n`);
  else if (!(error instanceof CommanderError)) throw error;
  return error.exitCode;
}
