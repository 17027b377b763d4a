import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { extname, join } from 'node:path';
import { build } from 'vite';
import { scratchFolder } from '../measure.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.save': 'text/plain',
};

/** The same rules drawn by React Flow as it comes: builds the page and serves it. */
export async function servePlainFlow(rules: string): Promise<{ readonly url: string; stop(): void }> {
  const outDir = scratchFolder('plain-flow');
  await build({
    configFile: false,
    root: join(import.meta.dirname, 'plain-flow'),
    base: './',
    logLevel: 'error',
    build: { outDir, emptyOutDir: true, target: 'es2024' },
  });
  const server = createServer(({ url = '/' }, response) => {
    const { pathname } = new URL(url, 'http://bench');
    const file = pathname === '/' ? '/index.html' : pathname;
    const body = file === '/rules.save' ? rules : read(join(outDir, file));
    response.writeHead(body === null ? 404 : 200, { 'content-type': TYPES[extname(file)] ?? 'text/plain' }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, stop: () => server.close() };
}

function read(file: string): Buffer | null {
  try {
    return readFileSync(file);
  } catch {
    return null;
  }
}
