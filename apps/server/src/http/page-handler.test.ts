import { mkdtempSync, rmSync, writeFileSync, mkdirSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createPageHandler } from './page-handler.ts';
import { loadStaticSite } from './static-site.ts';

const SCRIPT = 'console.log("again and again");\n'.repeat(500);
const FONT = Buffer.alloc(5000, 'font');

let folder: string;
let server: Server;
let address: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-page-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<html><head></head></html>');
  writeFileSync(join(folder, 'assets/page.js'), SCRIPT);
  writeFileSync(join(folder, 'assets/words.woff2'), FONT);
  server = createServer(express().use(createPageHandler(loadStaticSite(folder))));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

test('scripts travel compressed to who takes that, and whole to who does not', async () => {
  const small = await fetch(`${address}/assets/page.js`, { headers: { 'accept-encoding': 'gzip, br' } });
  expect(small.headers.get('content-encoding')).toBe('gzip');
  expect(Number(small.headers.get('content-length'))).toBeLessThan(SCRIPT.length / 10);
  expect(await small.text()).toBe(SCRIPT);
  const whole = await fetch(`${address}/assets/page.js`, { headers: { 'accept-encoding': 'identity' } });
  expect(whole.headers.get('content-encoding')).toBeNull();
  expect(whole.headers.get('vary')).toBe('Accept-Encoding');
  expect(await whole.text()).toBe(SCRIPT);
});

test('fonts are compressed already', async () => {
  const font = await fetch(`${address}/assets/words.woff2`);
  expect(font.headers.get('content-encoding')).toBeNull();
  expect(Buffer.from(await font.arrayBuffer())).toEqual(FONT);
});
