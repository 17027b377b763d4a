import { readFileSync } from 'node:fs';
import { card, line, logIn, openText, rows, typeRule } from './journey.ts';
import { expect as hurried, test } from './sluice.ts';

/** Other journeys run at the same time; none of these is about how fast something is. */
const expect = hurried.configure({ timeout: 30_000 });
test.describe.configure({ timeout: 180_000 });

const RULE = '-A INPUT -p tcp -m tcp --dport 9090 -j ACCEPT';

const SCRIPT = `#!/bin/sh
iptables -N WEB
iptables -A WEB -p tcp --dport 443 -j ACCEPT
iptables -A INPUT -s $OFFICE -j ACCEPT
`;

test('a rule typed in the text is in the draft and on the map, what the map does is in the text, undo takes it back', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await typeRule(page, RULE);
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

test('a rule that is not right stays in the draft with its reason, and is found by its key', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await typeRule(page, RULE.replace('9090', '90900'));
  await line(page, '*filter').click();
  await expect(page.getByText('“90900” is not a value of --dport', { exact: false }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();

  await page.getByRole('radio', { name: 'Map' }).click();
  await openText(page);
  await expect(line(page, '90900')).toBeVisible();

  await page.keyboard.press('F8');
  await page.keyboard.type('9090');
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();
  await expect(page.getByText('is not a value of --dport', { exact: false })).toHaveCount(0);
});

test('a disabled rule is struck in the text, and is enabled from there', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await rows(page, 'filter/INPUT').nth(6).click();
  await page.keyboard.press('d');
  await openText(page);
  const struck = page.locator('.text-disabled');
  await expect(struck).toHaveCount(1);
  await expect(page.locator('.text-removed')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await struck.click();
  await expect(page.getByRole('heading', { name: 'Disabled rule' })).toBeVisible();
  await page.keyboard.press('d');
  await expect(struck).toHaveCount(0);
  await expect(page.getByText('No changes')).toBeVisible();
});

test('a script is shown before it is taken, goes into the draft, and the rules come out as a file', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(SCRIPT)})`);
  await page.keyboard.press('Control+v');
  const dialog = page.getByRole('dialog', { name: 'Import rules' });
  await expect(dialog.getByText('2 of 3 lines understood.')).toBeVisible();
  await expect(dialog.getByText('A shell would put something else in place of this')).toBeVisible();
  await dialog.getByRole('button', { name: 'Add to the draft' }).click();
  await expect(card(page, 'filter/WEB')).toBeVisible();

  await openText(page);
  await page.getByRole('button', { name: 'Import and export' }).click();
  const download = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'Download as iptables-save text' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('rules.v4.save');
  const text = readFileSync(await file.path(), 'utf8');
  expect(text).toContain(':WEB - [0:0]\n');
  expect(text).toContain('-A WEB -p tcp -m tcp --dport 443 -j ACCEPT\n');

  await page.getByRole('button', { name: /^Host:/ }).click();
  await page.getByRole('menuitem', { name: 'Open a file of rules' }).click();
  await page.locator('input[type=file]').setInputFiles({
    name: 'dump.save',
    mimeType: 'text/plain',
    buffer: Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`),
  });
  await expect(dialog.getByText('Lines end in CR LF, as on Windows')).toBeVisible();
  await dialog.getByRole('button', { name: 'Open on its own' }).click();
  await expect(page.getByRole('button', { name: /^Host:\s*dump.save/ })).toBeVisible();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('-A WEB');
  await expect(page.getByRole('option').first()).toContainText('filter / WEB #1');
  await page.keyboard.press('Enter');
  await expect(line(page, '-A WEB -p tcp -m tcp --dport 443 -j ACCEPT')).toBeVisible();
  await expect(page.getByText('there is no host behind it')).toBeVisible();
});
