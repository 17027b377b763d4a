import type { Page } from '@playwright/test';
import { logIn, rows } from './journey.ts';
import { expect, test } from './sluice.ts';

const RULE = '-A INPUT -p tcp -m tcp --dport 9090 -j ACCEPT';

async function openText(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Text' }).click();
  await expect(line(page, '*filter')).toBeVisible({ timeout: 20_000 });
}

function line(page: Page, text: string) {
  return page.locator('.cm-line').filter({ hasText: text }).first();
}

test('a rule typed in the text is in the draft and on the map, what the map does is in the text, undo takes it back', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await openText(page);
  await line(page, '-A INPUT').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(RULE);
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();
  expect(sluice.chain('INPUT')).not.toContain(RULE);

  await page.getByRole('radio', { name: 'Map' }).click();
  await expect(rows(page, 'filter/INPUT').nth(1)).toContainText('9090');
  await rows(page, 'filter/INPUT').nth(1).click();
  await page.keyboard.press('Alt+ArrowUp');
  await openText(page);
  await expect(page.locator('.cm-line', { hasText: /^-A INPUT/ }).first()).toHaveText(RULE);

  await line(page, RULE).click();
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+z');
  await expect(page.locator('.cm-line', { hasText: RULE })).toHaveCount(0);
  await expect(page.getByText('No changes')).toBeVisible();
});

test('a rule that is not right stays in the text with its reason, and waits outside the draft', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await openText(page);
  await line(page, '-A INPUT').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type(RULE.replace('9090', '90900'));
  await line(page, '*filter').click();
  await expect(page.getByText('“90900” is not a value of --dport', { exact: false }).first()).toBeVisible();
  await expect(page.getByText('1 rule waits until it is right')).toBeVisible();
  await expect(page.getByText('No changes')).toBeVisible();

  await page.keyboard.press('F8');
  await page.keyboard.type('9090');
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();
  await expect(page.getByText('1 rule waits until it is right')).toHaveCount(0);
});
