import type { Locator, Page } from '@playwright/test';
import { card, dragChain, logIn, openReview, rows, startTrial, typePort } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test } from './sluice.ts';

// Traces keep a copy of the page at every step, and axe takes thousands of steps on a map.
/** Opens a dialog by its key, looks at it, and leaves it. */
async function visitDialog(page: Page, screen: string, key: string, begins: Locator): Promise<void> {
  await page.keyboard.press(key);
  await expect(begins).toBeVisible();
  await expectNoFindings(page, screen, '[role=dialog]');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
}

test('axe finds nothing on the way in and on the map', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  await page.goto(sluice.loginLink.replace(/#.*/, ''));
  await expect(page.getByRole('heading', { name: 'Log in to Sluice' })).toBeVisible();
  await expectNoFindings(page, 'login');
  // Another fragment alone would not load the page again.
  await page.goto('about:blank');
  await logIn(page, sluice);
  await expectNoFindings(page, 'map');

  await rows(page, 'filter/INPUT').nth(3).click();
  await expectNoFindings(page, 'inspector of a rule', 'aside');
  await rows(page, 'filter/INPUT')
    .nth(5)
    .click({ modifiers: ['Shift'] });
  await expectNoFindings(page, 'inspector of several rules', 'aside');
  await rows(page, 'filter/INPUT').nth(3).click();
  await page.keyboard.press('d');
  await expectNoFindings(page, 'inspector of a disabled rule', 'aside');
  await page.keyboard.press('d');
  await page.keyboard.press('/');
  await page.keyboard.type('22');
  await expectNoFindings(page, 'find', '.find');
  await page.keyboard.press('Escape');
  await rows(page, 'filter/INPUT').nth(3).click();
  await visitDialog(page, 'insert a jump', 'j', page.getByRole('dialog', { name: /^Insert a jump/ }));
  await card(page, 'filter/f2b-sshd').locator('.card-title').click();
  await expectNoFindings(page, 'inspector of a chain', 'aside');
  await visitDialog(page, 'delete a called chain', 'Delete', page.getByText('is called by INPUT rule 4'));
  await visitDialog(page, 'keys', '?', page.getByRole('dialog'));
  await visitDialog(page, 'palette', 'Control+k', page.getByRole('option').first());

  await page.keyboard.press('2');
  await expect(page.getByRole('main', { name: 'The rules in reading order' })).toBeVisible();
  await expectNoFindings(page, 'order', 'main');
});

test('axe finds nothing between a change and its end', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await expectNoFindings(page, 'inspector of a new rule', 'aside');
  await openReview(page);
  await expectNoFindings(page, 'review', '[role=dialog]');
  await page.getByRole('tab', { name: 'iptables-restore input' }).click();
  await expectNoFindings(page, 'review of the input', '[role=tabpanel]');
  await startTrial(page, 120);
  await expectNoFindings(page, 'countdown', '.countdown');
  await page.getByRole('button', { name: 'Roll back now' }).click();
  await expect(page.getByText('Rolled back, as asked.')).toBeVisible();
  await expectNoFindings(page, 'news of the roll back', '.banners');
});

test('axe finds nothing in the text and in the preview of an import', async ({ page, sluice }) => {
  test.setTimeout(240_000);
  await logIn(page, sluice);
  await page.keyboard.press('3');
  await expect(page.locator('.cm-line', { hasText: '*filter' })).toBeVisible();
  await page.keyboard.type('?');
  await expect(page.locator('.text-error').first()).toBeVisible();
  await expectNoFindings(page, 'text', 'main');
  await page.getByRole('button', { name: 'Import and export' }).click();
  await page.getByRole('menuitem', { name: 'Import rules' }).click();
  await page.getByLabel('Rules to import').fill('iptables -N WEB\niptables -A GONE -j DROP\n');
  await expect(page.getByText('1 of 2 lines understood.')).toBeVisible();
  await expectNoFindings(page, 'import', '[role=dialog]');
});
