import type { Page } from '@playwright/test';
import { card, keepRules, reviewAndApply, rows } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test, type Sluice } from './sluice.ts';

test.use({ contextOptions: { reducedMotion: 'reduce' } });

/** Opens the page on a host without rules. */
async function openEmpty(page: Page, sluice: Sluice): Promise<void> {
  sluice.empty();
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
