import { createInterface } from 'node:readline';
import * as z from 'zod/mini';
import { login, serverConfig } from './config.ts';
import { dropPrivileges } from './drop-privileges.ts';
import { createLog } from './log.ts';
import { startServer } from './start-server.ts';
import { NewerDatabase } from './store/database.ts';

/*
 * The server as a process. Lines of JSON arrive on stdin: first the configuration, later further one-time logins.
 * One line goes out on stdout when it answers: {"listening": PORT},
 * or when it never will: {"refused": SENTENCE}. When stdin ends, so does the server:
 * whoever started it is gone.
 */

/** Trying again would end the same way; the supervisor gives up (EX_CONFIG of sysexits.h). */
const HOPELESS = 78;

const command = z.strictObject({ login });
const log = createLog(process.stderr);

// What it writes is for nobody else.
process.umask(0o077);

process.on('uncaughtException', (error) => {
  log('crash', { error: error.stack ?? error.message });
  process.exit(1);
});

try {
  const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
  const config = serverConfig.parse(JSON.parse(String((await lines.next()).value)));
  const server = await startServer(config, {
    log,
    now: Date.now,
    dropPrivileges: () => dropPrivileges(process, config.identity),
  });
  process.stdout.write(`${JSON.stringify({ listening: server.port })}\n`);
  for (;;) {
    const line = await lines.next();
    if (line.done) break;
    server.allowLogin(command.parse(JSON.parse(line.value)).login);
  }
  await server.close();
} catch (error) {
  log('stopped', { error: error instanceof Error ? error.message : String(error) });
  const refused = hopeless(error);
  const code = refused === null ? 1 : HOPELESS;
  // Half-started parts would keep the process; what was written is out before it ends.
  process.stdout.write(refused === null ? '' : `${JSON.stringify({ refused })}\n`, () => process.exit(code));
}

/** What a person must do before it makes sense to start again; null where trying again may help. */
function hopeless(error: unknown): string | null {
  if (error instanceof NewerDatabase) return error.message;
  const code = error instanceof Error && 'code' in error ? error.code : '';
  if (code === 'EADDRINUSE') return 'The port is in use, perhaps by another Sluice. Choose another one with --port.';
  if (code === 'EACCES') return 'The port may not be used by this user. Choose one above 1023 with --port.';
  if (code === 'EADDRNOTAVAIL') return 'This machine does not have the address that it should listen on.';
  return null;
}
