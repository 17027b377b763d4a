import { spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { scratchFolder } from '../measure.ts';

const ROOT = join(import.meta.dirname, '../..');
const NOBODY = 65_534;
const LOGIN_LASTS_MS = 600_000;

/** A ruleset to look at, as a host without a kernel. */
export interface Example {
  readonly id: string;
  readonly text: string;
}

/** The real server with the built page and some rulesets. */
export interface PageServer {
  /** An address that logs in, once, and shows this ruleset. */
  linkTo(example: string): string;
  stop(): Promise<void>;
}

/** Starts the server on a free port. The page must have been built. */
export async function servePage(examples: readonly Example[], logins: number): Promise<PageServer> {
  const webDir = join(ROOT, 'apps/web/dist');
  if (!existsSync(join(webDir, 'index.html'))) throw new Error('Build the page first: npm run build');
  const dataDir = scratchFolder('page');
  const isRoot = process.getuid?.() === 0;
  if (isRoot) chownSync(dataDir, NOBODY, NOBODY);
  const tokens = Array.from({ length: logins }, () => randomBytes(24).toString('base64url'));
  const config = {
    address: '127.0.0.1',
    port: 0,
    publicUrl: null,
    dataDir,
    webDir,
    user: 'bench',
    notice: null,
    identity: isRoot ? { uid: NOBODY, gid: NOBODY } : null,
    logins: tokens.map((token) => ({
      hash: createHash('sha256').update(token).digest('hex'),
      expiresAt: Date.now() + LOGIN_LASTS_MS,
    })),
    hosts: examples.map(({ id, text }) => ({
      kind: 'gallery',
      id,
      name: id,
      about: '',
      texts: [{ family: 'ipv4', text }],
    })),
  };
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', join(ROOT, 'apps/server/src/main.ts')],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  child.stdin.write(`${JSON.stringify(config)}\n`);
  const first = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const { listening } = JSON.parse(String(first.value)) as { listening: number };
  return {
    linkTo: (example) => {
      const token = tokens.pop();
      if (token === undefined) throw new Error('all logins are used');
      return `http://127.0.0.1:${listening}/?host=${example}#login=${token}`;
    },
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.stdin.end();
      await ended;
    },
  };
}
