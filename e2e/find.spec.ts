import { logIn, rows } from './journey.ts';
import { expect, test } from './sluice.ts';

test('find by address and by port, walk through what was found, and fade the rest', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const field = page.getByRole('textbox', { name: 'Find', exact: true });
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  // One address finds the networks that hold it, in three tables.
  await page.keyboard.type('10.66.0.9');
  await expect(rows(page, 'raw/PREROUTING').first()).toHaveClass(/row-hit/);
  await expect(rows(page, 'nat/POSTROUTING').first()).toHaveClass(/row-hit/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('port:22');
  const input = rows(page, 'filter/INPUT');
  await expect(input.nth(3)).toHaveClass(/row-hit/);
  await expect(input.nth(0)).not.toHaveClass(/row-hit/);
  await expect(page.getByText('3 found')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 of 3')).toBeVisible();
  await page.getByText('Fade the rest').click();
  await expect(input.nth(0)).toHaveCSS('opacity', '0.35');
  await field.fill('192.0.2.200');
  await expect(page.getByText('Nothing mentions it')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await expect(page.locator('.row-hit')).toHaveCount(0);
});
