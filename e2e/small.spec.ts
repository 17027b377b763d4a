import { devices, type Page } from '@playwright/test';
import { keepRules, logIn, reviewAndApply, rows } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test } from './sluice.ts';

const TABLET = { ...devices['iPad (gen 7) landscape'], viewport: { width: 1024, height: 768 } };
const { defaultBrowserType: _browser, userAgent: _agent, ...tablet } = TABLET;

/** Nothing hangs over the edge of the window. */
async function fitsTheWindow(page: Page): Promise<void> {
  const over: unknown = await page.evaluate(`(({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
    ({ x: scrollWidth - clientWidth, y: scrollHeight - clientHeight }))(document.documentElement)`);
  expect(over).toEqual({ x: 0, y: 0 });
}

test.describe('on a tablet', () => {
  test.use(tablet);

  test('a rule is found by touch, deleted, applied and kept', async ({ page, sluice }) => {
    await logIn(page, sluice);
    await fitsTheWindow(page);
    const before = sluice.chain('INPUT');
    await rows(page, 'filter/INPUT').nth(10).tap();
    const inspector = page.getByRole('complementary', { name: 'Inspector' });
    await expect(inspector).toBeVisible();
    await fitsTheWindow(page);
    await expectNoFindings(page, 'a rule on a tablet');
    await inspector.getByRole('button', { name: 'Close' }).tap();
    await expect(inspector).toBeHidden();

    await rows(page, 'filter/INPUT').nth(10).tap();
    await page.keyboard.press('Delete');
    await reviewAndApply(page, 60);
    await fitsTheWindow(page);
    await keepRules(page);
    expect(sluice.chain('INPUT')).toEqual(before.slice(0, 10));
  });
});

for (const [width, height] of [
  [1280, 720],
  [820, 1180],
] as const) {
  test(`${width}x${height}: every view and tab fits the window`, async ({ page, sluice }) => {
    await page.setViewportSize({ width, height });
    await logIn(page, sluice);
    for (const key of ['2', '3', '1']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(800);
      await fitsTheWindow(page);
    }
    for (const key of ['p', 's', 'c', 'h']) {
      await page.keyboard.press(key);
      await page.waitForTimeout(800);
      await fitsTheWindow(page);
      await page.keyboard.press('Escape');
    }
  });
}

test('at 200 % zoom the page is that of half the window, and all of it can be reached', async ({ page, sluice }) => {
  await page.setViewportSize({ width: 800, height: 500 });
  await logIn(page, sluice);
  await fitsTheWindow(page);
  await rows(page, 'filter/INPUT').nth(2).click();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Control+Enter');
  const apply = page.getByRole('button', { name: 'Apply 1 change' });
  await expect(apply).toBeEnabled({ timeout: 20_000 });
  await expect(apply).toBeInViewport();
});
