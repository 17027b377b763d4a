import type { Page } from '@playwright/test';
import { card, keepRules, logIn, reviewAndApply, rows, seenTour } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test, type Sluice } from './sluice.ts';

/** Opens the page on a host without rules. */
async function openEmpty(page: Page, sluice: Sluice): Promise<void> {
  sluice.empty();
  await seenTour(page);
  await page.goto(sluice.loginLink);
  await expect(page.getByRole('heading', { name: /^There are no IPv4 rules here/ })).toBeVisible({ timeout: 60_000 });
}

test('a host without rules begins with a protection that is drafted, reviewed and applied', async ({
  page,
  sluice,
}) => {
  await openEmpty(page, sluice);
  await expectNoFindings(page, 'no rules');
  await page.getByRole('button', { name: /^Protect this host/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Protect this host' });
  await dialog.getByLabel('SSH port').fill('99999');
  await expect(dialog.getByRole('alert')).toContainText('--dport 99999');
  await expect(dialog.getByRole('button', { name: 'Add to the draft' })).toBeDisabled();
  await dialog.getByLabel('SSH port').fill('22');
  await dialog.getByLabel('SSH only from').fill('192.0.2.0/24');
  await expect(dialog.getByRole('alert')).toBeHidden();
  await expectNoFindings(page, 'protect this host', '[role=dialog]');
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await expect(card(page, 'filter/INPUT')).toBeVisible();
  await expect(rows(page, 'filter/INPUT')).toHaveCount(7);
  expect(sluice.chain('INPUT')).toEqual([]);
  await reviewAndApply(page, 30);
  await keepRules(page);
  expect(sluice.chain('INPUT')[3]).toBe(
    '-A INPUT -s 192.0.2.0/24 -p tcp -m tcp --dport 22 -m conntrack --ctstate NEW -j ACCEPT',
  );
  expect(sluice.save()).toContain(':INPUT DROP');
});

test('a router begins from the keyboard, and undo leads back to the start', async ({ page, sluice }) => {
  await openEmpty(page, sluice);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('router with nat');
  await expect(page.getByRole('option', { name: /Router with NAT/ })).toBeVisible();
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Router with NAT' });
  await expect(dialog.getByRole('combobox', { name: 'Outside interface' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('wan0');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Control+a');
  await page.keyboard.type('lan0');
  await page.keyboard.press('Tab');
  await expect(dialog.getByLabel(/^The IPv4 rules/)).toHaveValue(/-A FORWARD -i lan0 -o wan0 -j ACCEPT/);
  await page.keyboard.press('Enter');
  await expect(rows(page, 'nat/POSTROUTING')).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('heading', { name: /^There are no IPv4 rules here/ })).toBeVisible();
});

test('a host that is unreachable is shown as it was, says since when, and can be edited', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.waitForTimeout(2500);
  sluice.loseHost();
  try {
    const banner = page.getByRole('alert').filter({ hasText: 'Sandbox is unreachable since' });
    await expect(banner).toContainText(/since \d\d:\d\d:\d\d\. .*You see the last known rules and the counters of/);
    await expect(banner).toContainText(/retry in \d s/);
    await expect(page.getByText(/^unreachable · \d+ s old$/)).toBeVisible();
    await expectNoFindings(page, 'unreachable');
    const before = await rows(page, 'filter/INPUT').count();
    await rows(page, 'filter/INPUT').nth(2).click();
    await page.keyboard.press('Delete');
    await expect(page.getByRole('button', { name: '1 change', exact: true })).toBeVisible();
    await expect(rows(page, 'filter/INPUT')).toHaveCount(before);
    await page.getByRole('button', { name: 'Retry now' }).click();
    await expect(banner).toBeVisible();
  } finally {
    sluice.giveHostBack();
  }
  await expect(page.getByRole('alert').filter({ hasText: 'unreachable' })).toBeHidden({ timeout: 60_000 });
  await expect(page.getByText('live · 1 s')).toBeVisible();
  await expect(page.getByRole('button', { name: '1 change', exact: true })).toBeVisible();
});

test('while rules are awaited the stations stand, and after a while the page says what it waits for', async ({
  page,
  sluice,
}) => {
  const held = Promise.withResolvers<void>();
  await page.route('**/snapshots/*', async (route) => {
    await held.promise;
    await route.continue();
  });
  await seenTour(page);
  await page.goto(sluice.loginLink);
  await expect(page.locator('.station')).toHaveCount(5);
  await expect(page.locator('.skeleton').first()).toBeVisible();
  await expect(page.getByText('Waiting for the rules of Sandbox…')).toBeVisible();
  await expectNoFindings(page, 'loading');
  const place = await page.locator('.station').first().boundingBox();
  held.resolve();
  await expect(card(page, 'filter/INPUT')).toBeVisible();
  await expect(page.locator('.skeleton')).toHaveCount(0);
  const after = await page.locator('.station').first().boundingBox();
  expect(Math.abs((after?.y ?? 0) - (place?.y ?? 0))).toBeLessThan(4);
});
