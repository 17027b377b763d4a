import type { Browser, Page } from '@playwright/test';
import { card, dragChain, logIn, openReview, rows, startTrial, typePort } from './journey.ts';
import { expect, test, type Sluice } from './sluice.ts';

/** A second person at another browser. */
async function logInAlice(browser: Browser, sluice: Sluice): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1600, height: 1000 } });
  const page = await context.newPage();
  await logIn(page, { loginLink: sluice.newLink('alice') });
  return page;
}

test('two people edit one draft, and each sees what the other does and who is there', async ({
  page,
  browser,
  sluice,
}) => {
  await logIn(page, sluice);
  await expect(page.getByRole('button', { name: '1 other here' })).toBeHidden();
  const hers = await logInAlice(browser, sluice);
  const here = page.getByRole('button', { name: '1 other here' });
  await here.focus();
  await expect(page.getByRole('tooltip')).toContainText('alice from 127.0.0.1 looks at IPv4');

  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await expect(rows(hers, 'filter/INPUT').nth(2)).toContainText('9090');
  await rows(hers, 'filter/FORWARD').first().click();
  await hers.keyboard.press('Delete');
  await expect(page.getByRole('button', { name: /2 changes/ }).first()).toBeVisible();
  await hers.keyboard.press('Control+z');
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();

  await hers.context().close();
  await expect(here).toBeHidden();
});

test('while one person’s change is on trial the other sees whose it is, and cannot apply over it', async ({
  page,
  browser,
  sluice,
}) => {
  await logIn(page, sluice);
  const hers = await logInAlice(browser, sluice);
  await dragChain(hers, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(hers, '9090');
  await openReview(hers);
  await startTrial(hers, 60);

  const trial = page.getByRole('region', { name: 'New rules on trial' });
  await expect(trial).toContainText('alice');
  await expect(trial).toContainText(/\d+/);
  await expect(page.getByRole('button', { name: /Review & apply/ })).toBeHidden();
  await expect(card(page, 'filter/INPUT')).toContainText('9090');

  await hers.getByRole('button', { name: /Roll back now/ }).click();
  await expect(trial).toBeHidden();
  expect(sluice.chain('INPUT').join('\n')).not.toContain('9090');
  await hers.context().close();
});
