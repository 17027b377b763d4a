/** `npm run screenshots`: takes the pictures of docs/pictures on a real sandbox, in both themes and both sizes. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { dragChain, logIn, moveChain, reviewAndApply, typePort } from './journey.ts';
import config from './playwright.config.ts';
import { startSluice } from './sluice.ts';

const PICTURES = join(import.meta.dirname, '../docs/pictures');
const SIZES = { '': { width: 1600, height: 1000 }, '-small': { width: 1280, height: 720 } } as const;
const THEMES = ['light', 'dark'] as const;
/** Long enough for spark lines to have a shape. */
const WARM_UP_MS = 8000;

interface Look {
  readonly theme: (typeof THEMES)[number];
  readonly size: keyof typeof SIZES;
}

const browser = await chromium.launch(config.use?.launchOptions ?? {});
mkdirSync(PICTURES, { recursive: true });
try {
  for (const theme of THEMES) for (const size of ['', '-small'] as const) await takeAll(browser, { theme, size });
} finally {
  await browser.close();
}

/** Walks through the main job once and takes a picture at each stop. */
async function takeAll(browserToUse: Browser, { theme, size }: Look): Promise<void> {
  const sluice = await startSluice();
  const context = await browserToUse.newContext({ viewport: SIZES[size], colorScheme: theme });
  const page = await context.newPage();
  const take = (name: string): Promise<unknown> =>
    page.screenshot({ path: join(PICTURES, `${name}-${theme}${size}.png`) });
  try {
    await page.goto(sluice.loginLink.replace(/#.*/, ''));
    await page.getByText('npm start').first().waitFor();
    await take('login');
    // Another fragment alone would not load the page again.
    await page.goto('about:blank');
    await logIn(page, sluice);
    await page.waitForTimeout(WARM_UP_MS);
    await take('map');
    if (size === '') await takeEditing(page, take);
  } finally {
    await context.close();
    await sluice.stop();
  }
}

async function takeEditing(page: Page, take: (name: string) => Promise<unknown>): Promise<void> {
  await moveChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await take('drag');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  // The rows close the gap first.
  await page.waitForTimeout(600);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  // Away from the rows, which would show their tips.
  await page.mouse.move(800, 900);
  await page.waitForTimeout(600);
  await take('inspector');
  await page.getByRole('button', { name: /Review & apply/ }).click();
  await page.getByRole('button', { name: /^Apply \d+ change/ }).waitFor();
  await page.waitForTimeout(2500);
  await take('review');
  await page.keyboard.press('Escape');
  await reviewAndApply(page, 60);
  await page.waitForTimeout(4000);
  await take('countdown');
}
