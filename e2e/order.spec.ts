import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import { dragChain, logIn, rows, typePort } from './journey.ts';
import { expect, test } from './sluice.ts';

/** A row of the reading order that says this. */
function line(page: Page, text: string): Locator {
  return page.getByRole('treegrid').getByRole('row').filter({ hasText: text });
}

test('move a rule by keys in the reading order: the draft has it, and the map after a switch', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await page.keyboard.press('2');
  await line(page, 'ct INVALID').click();
  await page.keyboard.press('Alt+ArrowUp');
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();
  await expect(line(page, 'ct INVALID')).toBeFocused();
  await expect(line(page, 'ct INVALID')).toContainText('↕');

  await page.keyboard.press('1');
  await expect(rows(page, 'filter/INPUT').nth(1)).toContainText('INVALID');
  await expect(rows(page, 'filter/INPUT').nth(1)).toHaveAttribute('aria-selected', 'true');
  await page.goBack();
  await expect(line(page, 'ct INVALID')).toHaveAttribute('aria-selected', 'true');
  expect(sluice.chain('INPUT')[1]).toContain('RELATED,ESTABLISHED');
});

test('drag a rule by its number into a called chain, and read what was done', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.keyboard.press('2');
  const from = await line(page, 'ct INVALID').getByRole('gridcell').first().boundingBox();
  const to = await line(page, '192.0.2.77').boundingBox();
  if (!from || !to) throw new Error('nothing is drawn there');
  await page.mouse.move(from.x + from.width - 6, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(to.x + 300, to.y + 4, { steps: 10 });
  await expect(page.getByText('Move rule to position 2 of f2b-sshd')).toBeVisible();
  await page.mouse.up();
  await expect(line(page, 'ct INVALID').last()).toHaveAttribute('aria-level', '3');

  await page.keyboard.press('1');
  await expect(rows(page, 'filter/f2b-sshd').nth(1)).toContainText('INVALID');
});

test('go by typing, read what nobody calls, and then the problems alone', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.keyboard.press('2');
  await expect(line(page, 'ct INVALID')).toBeVisible();
  await page.keyboard.type('gf2b');
  await expect(line(page, 'f2b-sshd').and(page.locator(':focus'))).toHaveAttribute('aria-level', '3');
  await page.keyboard.press('Enter');
  await page.keyboard.type('gINPUT_CHAIN');
  const lonely = line(page, 'never called').filter({ hasText: 'INPUT_CHAIN_ENVOY' });
  await expect(lonely).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('ArrowRight');
  await expect(lonely).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('ArrowDown');
  await expect(page.locator(':focus')).toContainText('·1');

  await page.keyboard.press('1');
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '99999');
  await page.getByRole('radio', { name: 'Order' }).click();
  await page.getByText('Problems only').click();
  await expect(line(page, '99999')).toBeVisible();
  await expect(page.getByRole('treegrid').getByRole('row')).toHaveCount(3);
  await page.getByText('Problems only').click();
  await page.getByText('Fold empty chains').click();
  await expect(line(page, 'mangle').filter({ hasText: '0 rules' }).first()).toBeVisible();
});

test('a screen reader finds its way, in the light and in the dark', async ({ page, sluice }) => {
  await logIn(page, sluice);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    await page.keyboard.press('2');
    for (const journey of ['Arriving for this host', 'Looped back']) {
      await page.getByRole('radio', { name: journey }).click();
      await expect(page.getByRole('treegrid', { name: journey })).toBeVisible();
      const { violations } = await new AxeBuilder({ page }).include('main').analyze();
      expect(violations, `${journey}, ${colorScheme}`).toEqual([]);
    }
  }
});
