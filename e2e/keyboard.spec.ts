import type { Page } from '@playwright/test';
import { card, logIn, rows } from './journey.ts';
import { expect, test } from './sluice.ts';

/** Presses Tab until the element of this name has the focus, as a person does who knows where to go. */
async function tabTo(page: Page, role: 'button' | 'combobox', name: RegExp): Promise<void> {
  const wanted = page.getByRole(role, { name });
  for (let presses = 0; presses < 15; presses++) {
    await page.keyboard.press('Tab');
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return;
  }
  throw new Error(`15 presses of Tab did not reach ${String(name)}`);
}

test('call a chain at position 3 with nothing but keys, up to the kernel', async ({ page, sluice }) => {
  const before = sluice.chain('INPUT');
  const input = rows(page, 'filter/INPUT');
  await logIn(page, sluice);

  // Find the rule that jumps to f2b-sshd, follow its call and come back, one up to rule 3.
  await page.keyboard.press('Control+k');
  await page.keyboard.type('-j f2b-sshd');
  await expect(page.getByRole('option', { name: /→ f2b-sshd/ })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(input.nth(3)).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(rows(page, 'filter/f2b-sshd').first()).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expect(input.nth(3)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(input.nth(2)).toBeFocused();

  await page.keyboard.press('j');
  await expect(page.getByRole('dialog', { name: 'Insert a jump into filter INPUT' })).toBeVisible();
  await page.keyboard.type('ENVOY');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Insert jump at position 3').first()).toBeVisible();
  await page.keyboard.press('Enter');

  await expect(page.getByLabel('Destination port', { exact: true })).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('combobox', { name: 'Protocol' })).toBeFocused();
  await page.keyboard.press('Control+a');
  await page.keyboard.type('tcp');
  await page.keyboard.press('Tab');
  await expect(page.getByLabel('Destination port', { exact: true })).toBeFocused();
  await page.keyboard.type('9090');

  // Straight from the field: what was typed there belongs to the change.
  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'Review & apply' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Apply 1 change' })).toBeEnabled({ timeout: 60_000 });
  await tabTo(page, 'button', /^Apply 1 change$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeFocused({ timeout: 60_000 });
  await expect(page.getByRole('button', { name: 'Keep' })).toBeEnabled({ timeout: 60_000 });
  await tabTo(page, 'button', /^Keep$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeHidden();
  const jump = '-A INPUT -p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY';
  expect(sluice.chain('INPUT')).toEqual([...before.slice(0, 2), jump, ...before.slice(2)]);
});

test('after a field, an undo and a dialog the arrow keys go on where the person was', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const input = rows(page, 'filter/INPUT');
  await input.nth(1).focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('e');
  await expect(page.getByRole('combobox', { name: 'Protocol' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(input.nth(2)).toBeFocused();
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(input.nth(2)).toBeFocused();
  // A new rule and its undo: its row goes, and with it the focus.
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(input.nth(3)).toBeFocused();
  await page.keyboard.press('Control+z');
  await expect(card(page, 'filter/INPUT').locator('.card-title')).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(input.first()).toBeFocused();
});
