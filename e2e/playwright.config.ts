import { existsSync } from 'node:fs';
import { defineConfig } from '@playwright/test';

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) =>
  existsSync(path),
);

export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  // Each spec starts a Sluice with a sandbox of its own; two at a time keep a two-core machine honest about time.
  workers: 2,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  // `npm test` says by name what passed only the second time, as a machine shared with others may cause; alone, once is all.
  retries: process.env['SLUICE_JSON_REPORT'] ? 1 : 0,
  outputDir: '../test-results',
  reporter: process.env['SLUICE_JSON_REPORT']
    ? [['json', { outputFile: process.env['SLUICE_JSON_REPORT'] }], ['line']]
    : 'list',
  use: {
    viewport: { width: 1600, height: 1000 },
    // Two cores draw two pages in software; what moves by itself is looked at in change.spec and tour.spec.
    contextOptions: { reducedMotion: 'reduce' },
    // A failed journey leaves the page as text; recording every one of them costs a fifth of the time.
    trace: 'off',
    launchOptions: {
      ...(CHROMIUM ? { executablePath: CHROMIUM } : {}),
      // Chromium's own sandbox needs what root does not have; the pages are ours, on loopback.
      args: [
        ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
        '--disable-gpu',
        '--disable-background-networking',
        '--no-first-run',
      ],
    },
  },
});
