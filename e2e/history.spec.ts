import { readFileSync } from 'node:fs';
import type { Locator, Page } from '@playwright/test';
import { dragChain, keepRules, logIn, openReview, reviewAndApply, rows, startTrial, typePort } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test, type Sluice } from './sluice.ts';

function revision(page: Page, words: string): Locator {
  return page.getByRole('listbox', { name: 'Revisions' }).getByRole('option').filter({ hasText: words });
}

/** Applies and keeps one change with a reason, then lets somebody else change the host. */
async function makeHistory(page: Page, sluice: Sluice): Promise<void> {
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await openReview(page);
  await page.getByRole('textbox', { name: /^Why/ }).fill('Open the envoy admin port');
  await startTrial(page, 60);
  await keepRules(page);
  sluice.inSandbox(['iptables-nft', '-A', 'INPUT', '-p', 'udp', '--dport', '53', '-j', 'ACCEPT']);
}

test('an earlier state is looked at, compared, and brought back as a draft that is applied', async ({
  page,
  sluice,
}) => {
  const first = sluice.chain('INPUT');
  await logIn(page, sluice);
  await makeHistory(page, sluice);
  await page.keyboard.press('h');
  await expect(revision(page, 'outside')).toContainText(/iptables|node/);
  await expect(revision(page, 'Open the envoy admin port')).toContainText('+1');
  await expect(revision(page, 'running now')).toHaveCount(1);

  // By keys: down to the first state, and the map is of then.
  await revision(page, 'outside').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await expect(revision(page, 'as Sluice found it')).toHaveAttribute('aria-selected', 'true');
  await expect(page.getByText('The rules as they were after revision 1')).toBeVisible();
  await expect(rows(page, 'filter/INPUT')).toHaveCount(first.length);
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(rows(page, 'filter/INPUT')).toHaveCount(first.length + 2);

  // Any two: what runs now against what was found first.
  const details = page.getByRole('complementary', { name: 'Revision' });
  await details.getByRole('button', { name: /Compare with/ }).click();
  await page.getByRole('option', { name: /^r1 / }).click();
  await expect(details).toContainText('From 1 to 3');
  await expect(details).toContainText('9090');
  await expect(details).toContainText('53');
  // The chain that nobody called is called since: what was wrong then is told as well.
  await expect(details.getByRole('heading', { name: /Problems then/ })).toBeVisible();
  await expect(details).toContainText(/None was found|of before were gone/);
  await expectNoFindings(page, 'two revisions compared');

  await revision(page, 'as Sluice found it').click();
  await details.getByRole('button', { name: 'Restore as draft' }).click();
  await expect(page.getByText('Revision 1 is a draft now')).toBeVisible();
  expect(sluice.chain('INPUT')).toHaveLength(first.length + 2);
  await page.keyboard.press('h');
  await reviewAndApply(page, 60);
  await keepRules(page);
  expect(sluice.chain('INPUT')).toEqual(first);
});

test('what was rolled back stays in the history as undone, and the export tells all of it', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await rows(page, 'filter/INPUT').nth(4).click();
  await page.keyboard.press('Delete');
  await reviewAndApply(page, 60);
  await page.getByRole('button', { name: 'Roll back now' }).click();
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeHidden();
  await page.keyboard.press('h');
  await expect(revision(page, 'rolled back')).toContainText('−1');

  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export the whole history' }).click();
  const file = await (await download).path();
  const told = JSON.parse(readFileSync(file, 'utf8')) as { readonly revisions: readonly unknown[] };
  expect(told.revisions.length).toBeGreaterThanOrEqual(2);
});
