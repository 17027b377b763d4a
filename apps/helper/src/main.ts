import { flushCompileCache } from 'node:module';
import { join } from 'node:path';
import { sleep } from './clock.ts';
import { makeDirectory } from './durable.ts';
import { listen, serveConnection } from './listen.ts';
import { takeLock } from './lock.ts';
import { readOptions, type MainOptions } from './options.ts';
import type { Reader } from './reading.ts';
import { buildSandbox } from './sandbox/build-sandbox.ts';
import { keepSandboxRules } from './sandbox/rules.ts';
import { HelperService } from './service.ts';

/** Who held the leash may have crashed and come back: it finds this helper again within this time. */
const LEASH_GRACE = 3000;
const LOOK_EVERY = 50;
/** Another helper may be leaving at this moment. */
const LOCK_PATIENCE = 5000;

/** Runs the helper until its stdin ends, or for ever. */
async function main(options: MainOptions): Promise<void> {
  process.umask(0o077);
  process.on('SIGHUP', () => undefined);
  makeDirectory(options.stateDirectory);
  const alone = await takeLock(join(options.stateDirectory, 'helper.lock'), LOCK_PATIENCE);
  if (!alone) throw new Error(`another helper works in ${options.stateDirectory}`);
  const { sandbox, stateDirectory } = options;
  const built = sandbox === null ? null : await buildSandbox(sandbox, stateDirectory);
  const service = new HelperService({
    ...options,
    ...(sandbox === null ? {} : { onConfirmed: (reader) => keepRules(reader, stateDirectory) }),
  });
  await service.recover();
  if (options.socket === null) {
    await serveConnection(process.stdin, process.stdout, service);
  } else {
    const listener = await listen(options.socket, service);
    process.stdout.write('ready\n');
    // The guard, which has to stand quickly, runs the same code.
    flushCompileCache();
    await stopSign(options, () => listener.connections() === 0 && !service.changes.hasPending());
    await listener.close();
  }
  service.stop();
  built?.stop();
  alone.release();
  process.exit(0);
}

/** A sandbox goes on where it was left: what was confirmed is there at its next start. */
async function keepRules(reader: Reader, stateDirectory: string): Promise<void> {
  for (const family of reader.families()) {
    const { text, encoding } = await reader.readQuickly(family);
    keepSandboxRules(stateDirectory, family, Buffer.from(text, encoding));
  }
}

/**
 * Settles when the helper shall end: on a signal at once, on a leash when nobody holds it and nothing waits. A word on the
 * leash says that its end is meant, so that nobody is waited for who could come back.
 */
function stopSign({ leash }: MainOptions, idle: () => boolean): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    if (!leash) return;
    let grace = LEASH_GRACE;
    process.stdin.on('error', () => undefined).on('data', () => (grace = 0));
    process.stdin.once('close', () => void untilIdle(idle, grace).then(resolve));
  });
}

/** Waits until it has been idle for this long. */
async function untilIdle(idle: () => boolean, grace: number): Promise<void> {
  let busy = performance.now();
  while (!idle() || performance.now() - busy < grace) {
    if (!idle()) busy = performance.now();
    await sleep(LOOK_EVERY);
  }
}

try {
  await main(readOptions(process.argv.slice(2)));
} catch (thrown) {
  process.stderr.write(`sluice helper: ${thrown instanceof Error ? thrown.message : String(thrown)}\n`);
  process.exit(1);
}
