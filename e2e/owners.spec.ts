import { card, keepRules, logIn, reviewAndApply, rows } from './journey.ts';
import { expect, test } from './sluice.ts';

test('a chain of fail2ban says whose it is, and a change among its rules waits for a word', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await expect(page.locator('[data-listed="filter/f2b-sshd"]')).toContainText('fail2ban');
  await rows(page, 'filter/f2b-sshd').first().click();
  const inspector = page.getByRole('complementary', { name: 'Inspector' });
  await expect(inspector.getByRole('button', { name: 'Rules of fail2ban' })).toBeVisible();
  await expect(inspector).toContainText('fail2ban-client set JAIL banip');
  const bans = sluice.chain('f2b-sshd');
  await page.keyboard.press('Delete');

  await page.getByRole('button', { name: /Review & apply/ }).click();
  const checks = page.getByRole('complementary', { name: 'Checks' });
  await expect(checks).toContainText('Rules of fail2ban are changed');
  await expect(checks).toContainText('Comes out as drafted', { timeout: 20_000 });
  const apply = page.getByRole('button', { name: 'Apply 1 change' });
  await expect(apply).toBeDisabled();
  const agree = page.getByRole('checkbox', { name: /1 change among rules of fail2ban/ });
  await agree.focus();
  await page.keyboard.press('Space');
  await expect(apply).toBeEnabled();
  await apply.click();
  await keepRules(page);
  expect(sluice.chain('f2b-sshd')).toEqual(bans.slice(1));
});

test('Docker’s chains send a person to DOCKER-USER, where nothing has to be agreed to', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await card(page, 'filter/DOCKER').locator('.card-title').click();
  await page.getByRole('button', { name: 'Go to DOCKER-USER' }).click();
  await expect(card(page, 'filter/DOCKER-USER')).toHaveClass(/card-selected/);
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit as line' }).click();
  const line = page.getByRole('textbox', { name: 'Rule as a line' });
  await line.fill('-s 192.0.2.99/32 -j DROP');
  await page.keyboard.press('Enter');
  await reviewAndApply(page, 60);
  await keepRules(page);
  expect(sluice.chain('DOCKER-USER')).toContain('-A DOCKER-USER -s 192.0.2.99/32 -j DROP');
});
