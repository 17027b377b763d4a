import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { kubeRuleset, median, type Measured } from '../measure.ts';
import { countFrames, zoomTo, type Frames } from './frames.ts';
import { IN_PAGE } from './in-page.ts';
import { servePlainFlow } from './plain-flow.ts';
import { servePage, type PageServer } from './serve-page.ts';

const ROOT = join(import.meta.dirname, '../..');
const SMALL = 'small';
const THOUSAND = 'thousand';
const LARGE = 'large';
/** A zoom of each level of detail. */
const ZOOMS = { rows: 1, bars: 0.6, stripes: 0.3, tiles: 0.12 } as const;
const LOADS = 3;
const STEPS = 10;

/** The page in a real browser with software rendering, at 1600 × 1000. */
export async function benchPage(): Promise<readonly Measured[]> {
  const thousand = kubeRuleset(245);
  const large = kubeRuleset(5000);
  const small = readFileSync(join(ROOT, 'examples/docker-host/rules.v4.save'), 'utf8');
  const server = await servePage(
    [
      { id: SMALL, text: small },
      { id: THOUSAND, text: thousand },
      { id: LARGE, text: large },
    ],
    2 * LOADS + 2,
  );
  const browser = await launch();
  try {
    return [
      ...(await measureLoads(browser, server)),
      ...(await measureLarge(browser, server, countRules(large))),
      ...(await measureThousand(browser, server, thousand)),
    ];
  } finally {
    await browser.close();
    await server.stop();
  }
}

function launch(): Promise<Browser> {
  const executablePath = ['/usr/bin/chromium', '/usr/bin/google-chrome'].find((path) => existsSync(path));
  return chromium.launch({
    ...(executablePath === undefined ? {} : { executablePath }),
    args: [
      '--disable-gpu',
      '--enable-precise-memory-info',
      '--js-flags=--expose-gc',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    ],
  });
}

async function open(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await page.addInitScript({ content: IN_PAGE });
  await page.goto(url);
  return page;
}

async function openMap(browser: Browser, url: string): Promise<Page> {
  const page = await open(browser, url);
  await page.evaluate('bench.painted');
  return page;
}

async function measureLoads(browser: Browser, server: PageServer): Promise<readonly Measured[]> {
  const smallPaints: number[] = [];
  const largePaints: number[] = [];
  let bytes = 0;
  for (let load = 0; load < LOADS; load += 1) {
    const small = await openMap(browser, server.linkTo(SMALL));
    smallPaints.push(await small.evaluate<number>('bench.painted'));
    bytes = await small.evaluate<number>('bench.scriptBytes()');
    await small.context().close();
    const large = await openMap(browser, server.linkTo(LARGE));
    largePaints.push(await large.evaluate<number>('bench.painted.then((at) => at - bench.textAt())'));
    await large.context().close();
  }
  return [
    {
      what: '30 rules: script at first load, compressed',
      measured: `${Math.round(bytes / 1000)} kB`,
      goal: '< 400 kB',
    },
    {
      what: '30 rules: map painted, from the start of the navigation',
      measured: ms(median(smallPaints)),
      goal: '< 1,000 ms',
    },
    {
      what: '56,123 rules: map painted, from when the text is there',
      measured: ms(median(largePaints)),
      goal: '< 1,500 ms',
    },
  ];
}

async function measureLarge(browser: Browser, server: PageServer, rules: string): Promise<readonly Measured[]> {
  const page = await openMap(browser, server.linkTo(LARGE));
  await page.evaluate('gc()');
  const heap = await page.evaluate<number>('performance.memory.usedJSHeapSize');
  const nodes = await page.evaluate<number>("document.querySelectorAll('*').length");
  const step = await medianStep(page);
  const form = await medianForm(page);
  const match = await medianMatch(page);
  const find = await medianFind(page);
  const figures: Measured[] = [
    { what: `${rules} rules: a step of edit, from the key to the next frame`, measured: ms(step), goal: '< 50 ms' },
    { what: `${rules} rules: the form of a rule, from the key to the next frame`, measured: ms(form), goal: '< 50 ms' },
    {
      what: `${rules} rules: the form of hashlimit (13 options), from the key to the next frame`,
      measured: ms(match),
      goal: '< 50 ms',
    },
    { what: `${rules} rules: a search, from the letter to the next frame`, measured: ms(find), goal: '< 100 ms' },
    {
      what: `${rules} rules: memory of the page, elements in it`,
      measured: `${Math.round(heap / 1e6)} MB, ${nodes}`,
      goal: '',
    },
  ];
  for (const [level, zoom] of Object.entries(ZOOMS)) {
    const frames = await countFrames(page, zoom);
    figures.push({
      what: `${rules} rules: pan and zoom at ${zoom * 100} % (${level})`,
      measured: framesWords(frames),
      goal: '> 55 frames/s',
    });
  }
  await page.context().close();
  return figures;
}

/** Moves a rule down and up again. */
async function medianStep(page: Page): Promise<number> {
  const card = '[data-chain="filter/INPUT"]';
  const box = await page.locator(card).boundingBox();
  if (!box) throw new Error('INPUT is not on the map');
  await zoomTo(page, ZOOMS.rows, { x: box.x + 40, y: box.y + 8 });
  await page.locator(`${card} .row`).first().click();
  const steps: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    await page.evaluate(`bench.untilShown('keydown', '${card}')`);
    await page.keyboard.press(step % 2 === 0 ? 'Alt+ArrowDown' : 'Alt+ArrowUp');
    steps.push(await page.evaluate<number>('bench.shown'));
    await page.waitForTimeout(400);
  }
  return median(steps);
}

/** Goes from rule to rule: the inspector shows each with its form. */
async function medianForm(page: Page): Promise<number> {
  const forms: number[] = [];
  for (let step = 0; step < STEPS; step += 1) {
    await page.evaluate("bench.untilShown('keydown', '.insp')");
    await page.keyboard.press(step % 2 === 0 ? 'ArrowDown' : 'ArrowUp');
    forms.push(await page.evaluate<number>('bench.shown'));
    await page.waitForTimeout(400);
  }
  return median(forms);
}

/** Gives the selected rule the match with the most options, and takes it back. */
async function medianMatch(page: Page): Promise<number> {
  const forms: number[] = [];
  for (let step = 0; step < STEPS / 2; step += 1) {
    await page.getByRole('button', { name: 'Add match' }).click();
    await page.keyboard.type('hashlimit');
    await page.keyboard.press('ArrowDown');
    await page.waitForTimeout(400);
    await page.evaluate("bench.untilShown('keydown', '.insp-form')");
    await page.keyboard.press('Enter');
    forms.push(await page.evaluate<number>('bench.shown'));
    await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  }
  return median(forms);
}

async function medianFind(page: Page): Promise<number> {
  await page.keyboard.press('Control+K');
  await page.getByRole('dialog').waitFor();
  const times: number[] = [];
  for (const letter of '10.96.14.7') {
    await page.waitForTimeout(300);
    await page.evaluate(`bench.untilShown('input', '[role="dialog"] [role="listbox"]')`);
    await page.keyboard.type(letter);
    times.push(await page.evaluate<number>('bench.shown'));
  }
  await page.keyboard.press('Escape');
  return median(times);
}

async function measureThousand(browser: Browser, server: PageServer, rules: string): Promise<readonly Measured[]> {
  const ours = await openMap(browser, server.linkTo(THOUSAND));
  const [oursFit, oursNear] = [await countFrames(ours, null), await countFrames(ours, 1)];
  await ours.context().close();
  const plain = await servePlainFlow(rules);
  const theirs = await open(browser, plain.url);
  await theirs.locator('.plain').first().waitFor({ timeout: 120_000 });
  await theirs.waitForTimeout(2000);
  const [plainFit, plainNear] = [await countFrames(theirs, null), await countFrames(theirs, 1)];
  await theirs.context().close();
  plain.stop();
  return [compare('the whole map', oursFit, plainFit), compare('at 100 %', oursNear, plainNear)];
}

function compare(where: string, mine: Frames, other: Frames): Measured {
  return {
    what: `1,000 chains, ${where}: Sluice, and plain React Flow nodes of the same rules`,
    measured: `${framesWords(mine)}; plain ${framesWords(other)}`,
    goal: 'more than plain',
  };
}

function ms(figure: number): string {
  return `${Math.round(figure).toLocaleString('en')} ms`;
}

function framesWords({ pan, zoom }: Frames): string {
  return `${pan.toFixed(0)} and ${zoom.toFixed(0)} frames/s`;
}

function countRules(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('-A'))
    .length.toLocaleString('en');
}
