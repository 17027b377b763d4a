import type { Page } from '@playwright/test';
import { logIn, rows, runCommand } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test, type Sluice } from './sluice.ts';

/** Packets of every rule of a chain, as the kernel counts them. */
function packets(sluice: Sluice, chain: string): readonly number[] {
  const save = sluice.inSandbox(['iptables-nft-save', '-c', '-t', 'filter']);
  return [...save.matchAll(new RegExp(`^\\[(\\d+):\\d+\\] -A ${chain} `, 'gm'))].map(([, count]) => Number(count));
}

/** Opens the last hour in the inspector of the rule that lets replies in, which always has some. */
async function openHour(page: Page): Promise<void> {
  await rows(page, 'filter/INPUT').nth(1).click();
  await page.getByRole('radio', { name: '1 h', exact: true }).click();
  await expect(page.locator('.past figcaption')).toContainText(/Most at \d\d:\d\d:\d\d: .* packets\/s/, {
    timeout: 60_000,
  });
}

test('the last hour of a rule as a plot, in words and as a table; a reset is its epoch', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await openHour(page);
  const figure = page.getByRole('figure', { name: /^Rule 2 of INPUT, the last hour/ });
  await expect(figure.locator('.rate-plot canvas')).toBeVisible();
  await figure.getByRole('radio', { name: 'Bytes' }).click();
  await expect(figure.locator('figcaption')).toContainText('B/s');
  await figure.getByRole('button', { name: 'As a table' }).click();
  await expect(figure.getByRole('row').nth(1)).toContainText(/\d\d:\d\d/);
  await expectNoFindings(page, 'last hour', 'aside');

  // Enough that what passes while the page is slow is still less: a counter falls by a reset alone.
  await expect.poll(() => packets(sluice, 'INPUT')[1], { timeout: 90_000 }).toBeGreaterThan(200);
  const [, before = 0] = packets(sluice, 'INPUT');
  await runCommand(page, 'Reset counters');
  const dialog = page.getByRole('dialog', { name: 'Reset counters on Sandbox?' });
  await expect(dialog.getByRole('radio', { name: 'Chain INPUT and its policy' })).toBeChecked();
  await dialog.getByText('Rule 2 of INPUT').click();
  await expectNoFindings(page, 'reset counters', '[role=dialog]');
  await dialog.getByRole('button', { name: 'Reset counters' }).click();
  await expect(dialog).toBeHidden();
  const [first = 0, second = 0] = packets(sluice, 'INPUT');
  expect(second).toBeLessThan(before);
  expect(first).toBeGreaterThan(0);
  await expect(figure.getByText(/Counters were reset at/).first()).toBeAttached({ timeout: 30_000 });
});

test('a chain and a stretch of the path have an hour too', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await expect(page.getByRole('figure', { name: /^Arriving, the last hour/ })).toContainText('Most at', {
    timeout: 60_000,
  });
  await page.getByRole('button', { name: /Stretch of the path/ }).click();
  await page.getByRole('option', { name: 'To this host' }).click();
  await expect(page.getByRole('figure', { name: /^To this host, the last hour/ })).toContainText('Most at');
  await expectNoFindings(page, 'last hour of the host', 'aside');
  await page.locator('[data-chain="filter/DOCKER-USER"] .card-title').click();
  await expect(page.getByRole('figure', { name: /^What enters DOCKER-USER/ })).toContainText('Most at');
});

test('hottest and coldest rules lead to their place', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const hottest = page.getByRole('list', { name: 'Hottest rules' });
  await expect(hottest.getByRole('listitem').first()).toContainText(/packets\/s/, { timeout: 60_000 });
  await page.getByRole('radio', { name: 'Coldest' }).click();
  const coldest = page.getByRole('list', { name: 'Coldest rules' }).getByRole('button').first();
  await expect(coldest).toContainText('0 ever');
  const number = /#(\d+)$/.exec((await coldest.locator('small').first().textContent()) ?? '')?.[1];
  await coldest.click();
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toContainText(`Rule ${number}`);
});

test('numbers on hold stand still until they may go on', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await expect(page.getByText('live · 1 s')).toBeVisible();
  await page.waitForTimeout(3000);
  await page.getByRole('button', { name: 'Hold the live numbers still' }).click();
  await expect(page.getByText(/^on hold · \d+ s$/)).toBeVisible();
  const rates = () => page.locator('.row-rate, .station-rate').allTextContents();
  const held = await rates();
  await page.waitForTimeout(3500);
  expect(await rates()).toEqual(held);
  await page.getByRole('button', { name: 'Let the live numbers go on' }).click();
  await expect(page.getByText('live · 1 s')).toBeVisible();
  await expect.poll(rates, { timeout: 15_000 }).not.toEqual(held);
});

test('where there is no kernel nothing is reset', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.getByRole('button', { name: /^Host:/ }).click();
  await page.getByRole('menuitem', { name: /A laptop that serves/ }).click();
  await expect(rows(page, 'filter/INPUT')).toHaveCount(6);
  await runCommand(page, 'Reset counters');
  const dialog = page.getByRole('dialog', { name: /^Reset counters on/ });
  await expect(dialog.getByRole('alert')).toContainText('There is no kernel behind these rules');
  await expect(dialog.getByRole('button', { name: 'Reset counters' })).toBeDisabled();
});
