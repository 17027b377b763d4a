/**
 * `npm run screenshots`: takes the pictures of docs/pictures on a real sandbox, in both themes and both sizes. With the names of
 * walks behind it (`npm run screenshots -- states`), only theirs.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { dragChain, logIn, moveChain, reviewAndApply, typePort } from './journey.ts';
import config from './playwright.config.ts';
import { takeRooms } from './room-pictures.ts';
import { startSluice, type Sluice } from './sluice.ts';
import { takeNumbers, takeStates, takeTour, type Take } from './state-pictures.ts';

const PICTURES = join(import.meta.dirname, '../docs/pictures');
const SIZES = { '': { width: 1600, height: 1000 }, '-small': { width: 1280, height: 720 } } as const;
const THEMES = ['light', 'dark'] as const;
/** Long enough for spark lines to have a shape. */
const WARM_UP_MS = 8000;

interface Look {
  readonly theme: (typeof THEMES)[number];
  readonly size: keyof typeof SIZES;
}

type Walk = (page: Page, sluice: Sluice, shoot: Take, size: Look['size']) => Promise<void>;

const WALKS: Readonly<Record<string, Walk>> = {
  job: takeMainJob,
  rooms: async (page, sluice, shoot, size) => (size === '' ? takeRooms(page, sluice, shoot) : undefined),
  states: takeStates,
  numbers: takeNumbers,
  tour: takeTour,
};
/** Walks named on the command line; none means all. */
const ASKED = process.argv.slice(2);

const browser = await chromium.launch(config.use?.launchOptions ?? {});
mkdirSync(PICTURES, { recursive: true });
try {
  for (const theme of THEMES) {
    for (const size of ['', '-small'] as const) {
      for (const [name, walk] of Object.entries(WALKS)) {
        if (ASKED.length === 0 || ASKED.includes(name)) await take(browser, walk, { theme, size });
      }
    }
  }
} finally {
  await browser.close();
}

/** Goes one walk on a sandbox of its own and takes a picture at each stop. */
async function take(browserToUse: Browser, walk: Walk, { theme, size }: Look): Promise<void> {
  const sluice = await startSluice();
  const context = await browserToUse.newContext({ viewport: SIZES[size], colorScheme: theme });
  const page = await context.newPage();
  const shoot: Take = (name) => page.screenshot({ path: join(PICTURES, `${name}-${theme}${size}.png`) });
  try {
    await walk(page, sluice, shoot, size);
  } finally {
    await context.close();
    await sluice.stop();
  }
}

/** The main job. */
async function takeMainJob(page: Page, sluice: Sluice, shoot: Take, size: Look['size']): Promise<void> {
  await page.goto(sluice.loginLink.replace(/#.*/, ''));
  await page.getByText('npm start').first().waitFor();
  await shoot('login');
  // Another fragment alone would not load the page again.
  await page.goto('about:blank');
  await logIn(page, sluice);
  await page.waitForTimeout(WARM_UP_MS);
  await shoot('map');
  if (size === '') await takeEditing(page, shoot);
}

async function takeEditing(page: Page, shoot: Take): Promise<void> {
  await moveChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await shoot('drag');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  // The rows close the gap first.
  await page.waitForTimeout(600);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  // Away from the rows, which would show their tips.
  await page.mouse.move(800, 900);
  await page.waitForTimeout(600);
  await shoot('inspector');
  await page.getByRole('button', { name: /Review & apply/ }).click();
  await page.getByRole('button', { name: /^Apply \d+ change/ }).waitFor();
  await page.waitForTimeout(2500);
  await shoot('review');
  await page.keyboard.press('Escape');
  await reviewAndApply(page, 60);
  await page.waitForTimeout(4000);
  await shoot('countdown');
}
