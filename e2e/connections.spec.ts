import { logIn, rows } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test } from './sluice.ts';

test('who is connected, which rule let them in, and why replies pass', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.keyboard.press('c');
  const list = page.getByRole('grid', { name: 'Connections' });
  // The administrator comes by ssh every two seconds.
  await page.getByRole('searchbox', { name: 'Any address, port or state' }).fill('tcp :22 192.0.2.10');
  const session = list.getByRole('row').filter({ hasText: '198.51.100.1:22' }).first();
  await expect(session).toContainText('filter/INPUT #5', { timeout: 20_000 });
  await expect(session).toContainText('192.0.2.10');
  await page.getByText('Pause').click();

  await session.getByText('192.0.2.10').first().click();
  const panel = page.getByRole('complementary', { name: 'Connection' });
  await expect(panel).toContainText('the first packet is NEW');
  await expect(panel).toContainText('filter/OUTPUT policy ACCEPT');
  await expectNoFindings(page, 'connections', '.drawer');
  await expectNoFindings(page, 'one connection', 'aside[aria-label=Connection]');

  await panel.getByRole('button', { name: 'filter/INPUT #5' }).click();
  await expect(rows(page, 'filter/INPUT').nth(4)).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByRole('complementary', { name: 'Inspector' })).toBeVisible();
});

test('a translated connection names both addresses, and the list is gone through by keys', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.keyboard.press('c');
  await page.getByRole('button', { name: /^NAT/ }).click();
  // Of those that are translated, the ones that go out to the web; others may fill all the rows that are seen.
  const words = page.getByRole('searchbox', { name: 'Any address, port or state' });
  await expect(words).toHaveValue('nat');
  await words.fill('nat :80');
  const list = page.getByRole('grid', { name: 'Connections' });
  const seen = list.getByRole('row').filter({ hasText: ' as 198.51.100.1' }).first();
  await expect(seen).toContainText('filter/FORWARD #5', { timeout: 20_000 });
  await page.getByText('Pause').click();
  await seen.getByText('198.51.100.1').first().click();
  await expect(page.getByRole('complementary', { name: 'Connection' })).toContainText('Seen there as');
  await page.keyboard.press('ArrowDown');
  await expect(list.locator('[role=row][aria-selected=true]')).toHaveCount(1);
  await expect(seen).toHaveAttribute('aria-selected', 'false');
  await page.keyboard.press('Escape');
});
