import { dragChain, logIn, rows, typePort } from './journey.ts';
import { expect, test } from './sluice.ts';

test('a rule that cannot be one stays in the draft, red and with its reason, and holds apply back', async ({
  page,
  sluice,
}) => {
  const before = sluice.chain('INPUT');
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '99999');
  const row = rows(page, 'filter/INPUT').nth(2);
  await expect(row).toContainText('99999');
  await expect(row).toContainText(/Cannot be applied: .*65535/);
  await expect(page.getByRole('status').filter({ hasText: 'This rule cannot be applied.' })).toContainText('65535');

  await page.reload();
  await expect(row).toContainText(/Cannot be applied: .*65535/);
  await page.getByRole('button', { name: /Review & apply/ }).click();
  await expect(page.getByText(/Apply is off\. Rule 3 of filter INPUT cannot be applied: .*65535/)).toBeVisible();
  await expect(page.getByRole('button', { name: /^Apply \d+ change/ })).toBeDisabled();
  expect(sluice.chain('INPUT')).toEqual(before);

  await page.keyboard.press('Escape');
  await row.click();
  await page.getByLabel('Destination port', { exact: true }).fill('9090');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /Review & apply/ }).click();
  await expect(page.getByRole('button', { name: /^Apply \d+ change/ })).toBeEnabled({ timeout: 20_000 });
});
