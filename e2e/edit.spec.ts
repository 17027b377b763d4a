import { card, dragRows, keepRules, logIn, reviewAndApply, rows, startTrial } from './journey.ts';
import { expect, test } from './sluice.ts';

test('rename a chain by keys: its caller follows, on the map and on the host', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const bans = sluice.chain('f2b-sshd');
  const caller = rows(page, 'filter/INPUT').nth(3);
  await card(page, 'filter/f2b-sshd').locator('.card-title').click();
  await page.keyboard.press('F2');
  await expect(page.getByLabel('Name', { exact: true })).toBeFocused();
  await page.keyboard.press('Control+A');
  await page.keyboard.type('ssh-bans');
  await page.keyboard.press('Enter');
  await expect(caller).toContainText('ssh-bans');
  await page.keyboard.press('Control+Z');
  await expect(caller).toContainText('f2b-sshd');
  await page.keyboard.press('Control+Shift+Z');
  await expect(caller).toContainText('ssh-bans');

  await page.getByRole('button', { name: /Review & apply/ }).click();
  await page.getByText(/among rules of fail2ban all the same/).click();
  await startTrial(page, 60);
  expect(sluice.chain('INPUT')[3]).toBe('-A INPUT -p tcp -m tcp --dport 22 -j ssh-bans');
  expect(sluice.chain('ssh-bans')).toEqual(bans.map((rule) => rule.replace('-A f2b-sshd', '-A ssh-bans')));
  expect(sluice.save()).not.toContain(':f2b-sshd');
});

test('a chain that is called is deleted with its calls, or not at all', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const before = await rows(page, 'filter/INPUT').count();
  await card(page, 'filter/f2b-sshd').locator('.card-title').click();
  await page.keyboard.press('Delete');
  await expect(page.getByText('is called by INPUT rule 4')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByText('No changes')).toBeVisible();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: 'Delete the chain and its 1 call' }).click();
  await expect(rows(page, 'filter/INPUT')).toHaveCount(before);
  await expect(rows(page, 'filter/INPUT').nth(3)).toHaveClass(/row-removed/);
});

test('several rules are chosen and moved together, by mouse and by keys, and pasted from the clipboard', async ({
  page,
  sluice,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await logIn(page, sluice);
  const input = rows(page, 'filter/INPUT');
  const texts = (): Promise<readonly string[]> => input.locator('.row-match').allTextContents();
  const before = await texts();
  const moved = [before[5], before[6]];

  await input.nth(5).click();
  await input.nth(6).click({ modifiers: ['Shift'] });
  await expect(page.getByRole('heading', { name: '2 rules' })).toBeVisible();
  await dragRows(page, input.nth(6), { into: 'filter/INPUT', before: 3 });
  await expect.poll(async () => (await texts()).slice(2, 4)).toEqual(moved);

  await page.keyboard.press('Control+Z');
  await expect.poll(texts).toEqual(before);
  await input.nth(5).click();
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(async () => (await texts()).slice(4, 6)).toEqual(moved);
  await expect(page.getByText(/2 rules moved to position 5 of \d+ in filter INPUT/)).toBeAttached();

  await page.keyboard.press('Control+C');
  await card(page, 'filter/INPUT_CHAIN_ENVOY').locator('.card-title').click();
  await page.keyboard.press('Control+V');
  await expect(rows(page, 'filter/INPUT_CHAIN_ENVOY').locator('.row-match')).toContainText(moved as string[]);
});

test('rules are extracted into a chain and put back, and the host reads the same rules', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const before = sluice.chain('INPUT');
  const input = rows(page, 'filter/INPUT');
  await input.nth(4).click();
  await input.nth(5).click({ modifiers: ['Shift'] });
  await page.keyboard.press('x');
  await page.getByLabel('Name', { exact: true }).fill('SERVICES');
  await page.keyboard.press('Enter');
  await expect(rows(page, 'filter/SERVICES')).toHaveCount(2);
  await expect(page.getByRole('heading', { name: 'New rule 5' })).toBeVisible();

  await input.nth(3).click();
  await page.keyboard.press('Shift+X');
  await expect(input.filter({ hasText: '192.0.2.23' })).toHaveCount(1);
  await page.keyboard.press('Control+Z');
  await expect(input.filter({ hasText: '192.0.2.23' })).toHaveCount(0);
  // A chain that returns early may not be put into its caller, and the person is told why.
  await rows(page, 'nat/PREROUTING').nth(0).click();
  await page.keyboard.press('Shift+X');
  await expect(page.getByText('Rule 1 of DOCKER returns to PREROUTING')).toBeVisible();

  await reviewAndApply(page, 60);
  expect(sluice.chain('SERVICES').map((rule) => rule.replace('SERVICES', 'INPUT'))).toEqual(before.slice(4, 6));
  expect(sluice.chain('INPUT')).toEqual([...before.slice(0, 4), '-A INPUT -j SERVICES', ...before.slice(6)]);
});

test('a disabled rule is on no host and stays in Sluice, over apply and reload, until it is enabled again', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  const before = sluice.chain('INPUT');
  const input = rows(page, 'filter/INPUT');
  await input.nth(6).click();
  await page.keyboard.press('d');
  await expect(input.nth(6)).toHaveClass(/row-disabled/);
  await expect(page.getByRole('heading', { name: 'Disabled rule' })).toBeVisible();
  await page.keyboard.press('Control+Z');
  await expect(input.nth(6)).not.toHaveClass(/row-disabled/);
  await page.keyboard.press('Control+Shift+Z');

  await reviewAndApply(page, 60);
  expect(sluice.chain('INPUT')).toEqual(before.toSpliced(6, 1));
  await keepRules(page);
  await page.reload();
  await expect(input.nth(6)).toHaveClass(/row-disabled/);
  await expect(page.getByText('No changes')).toBeVisible();

  await input.nth(6).click();
  await page.keyboard.press('d');
  await expect(input.nth(6)).toHaveClass(/row-added/);
  await reviewAndApply(page, 60);
  expect(sluice.chain('INPUT')).toEqual(before);
});
