import type { Page } from '@playwright/test';
import { keepRules, logIn, openText, reviewAndApply, rows, typeRule } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test } from './sluice.ts';

const panel = (page: Page) => page.getByRole('complementary', { name: 'Problems' });
const problem = (page: Page, sentence: string | RegExp) => panel(page).getByRole('button', { name: sentence });
const SHADOWED = /filter INPUT rule 2 can never match/;
const UNCALLED = 'No packet comes to filter INPUT_CHAIN_ENVOY';

/** Drafts a rule that the one above it leaves nothing to, and shows the map again. */
async function draftShadowedRule(page: Page): Promise<void> {
  await typeRule(page, '-A INPUT -i lo -p tcp -j DROP');
  await page.getByRole('radio', { name: 'Map' }).click();
  await expect(rows(page, 'filter/INPUT').nth(1)).toContainText('likely a mistake', { timeout: 30_000 });
}

test('a rule that never matches is found while it is drafted, shown by a packet, mended, and never comes to the host', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  const before = sluice.chain('INPUT');
  await draftShadowedRule(page);
  await page.keyboard.press('p');
  await panel(page).getByRole('radio', { name: 'From this draft 1' }).click();
  await problem(page, SHADOWED).click();

  // The packet that shows it, its way below the map, and both rules on the map.
  const way = page.getByRole('region', { name: 'The packet that shows it' });
  await expect(way).toContainText('accepted by filter/INPUT #1');
  await expect(way.getByRole('listitem').filter({ hasText: 'filter/INPUT #1' }).first()).toContainText('matches');
  await expect(rows(page, 'filter/INPUT').nth(1)).toHaveClass(/row-about/);
  await expect(rows(page, 'filter/INPUT').nth(0)).toHaveClass(/row-because/);
  // And all such packets as a picture: of those that come in by lo, the rule before it takes every one.
  const picture = panel(page).getByRole('figure', { name: 'Which packets #2 asks for' });
  await expect(picture.getByRole('listitem')).toHaveText(['#2tcp', '#1any', 'the packet above']);
  await expect(picture).toContainText('For packets that are in by lo.');
  for (const part of ['.insp', '.drawer']) await expectNoFindings(page, 'problems', part);

  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('The draft brings 1 problem')).toBeVisible();
  await page.keyboard.press('Escape');

  await expect(panel(page)).toContainText('Remove rule 2: nothing changes for any packet (proven)');
  await panel(page).getByRole('button', { name: 'Fix' }).click();
  await expect(panel(page)).toContainText('The draft brings no problem.');
  await page.keyboard.press('Control+z');
  await expect(problem(page, SHADOWED)).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(problem(page, SHADOWED)).toBeHidden();
  expect(sluice.chain('INPUT')).toEqual(before);
});

test('the chain that nobody calls is taken away by its fix, and the host has it no more', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await page.keyboard.press('p');
  await problem(page, UNCALLED).click();
  await panel(page).getByRole('button', { name: 'Fix' }).click();
  await expect(panel(page)).toContainText('No problem was found in these rules.');
  await reviewAndApply(page, 60);
  await keepRules(page);
  await expect.poll(() => sluice.save()).not.toContain('INPUT_CHAIN_ENVOY');
});

test('a problem is ignored with a reason that outlives a reload, until it is heeded again', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await page.keyboard.press('p');
  await problem(page, UNCALLED).click();
  await panel(page).getByRole('button', { name: 'Ignore with a reason' }).click();
  await page.keyboard.type('Istio calls it from tomorrow');
  await page.keyboard.press('Enter');
  await expect(panel(page)).toContainText('No problem was found in these rules.');

  await page.reload();
  await panel(page).getByRole('radio', { name: 'Ignored 1' }).click();
  await problem(page, UNCALLED).click();
  await expect(panel(page)).toContainText('Ignored: Istio calls it from tomorrow');
  await expectNoFindings(page, 'an ignored problem', '.insp');
  await panel(page).getByRole('button', { name: 'Heed it again' }).click();
  await panel(page).getByRole('radio', { name: 'All' }).click();
  await expect(problem(page, UNCALLED)).toBeVisible();
});

test('with keys alone: from problem to problem, fixed, and the reading order shows what is left', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await draftShadowedRule(page);
  await page.keyboard.press('F8');
  await expect(problem(page, SHADOWED)).toHaveAttribute('aria-expanded', 'true');
  await expect(rows(page, 'filter/INPUT').nth(1)).toBeFocused();
  await page.keyboard.press('F8');
  await expect(problem(page, UNCALLED)).toHaveAttribute('aria-expanded', 'true');
  await page.keyboard.press('Shift+F8');
  await expect(problem(page, SHADOWED)).toHaveAttribute('aria-expanded', 'true');

  await problem(page, SHADOWED).focus();
  await page.keyboard.press('ArrowDown');
  await expect(problem(page, UNCALLED)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(problem(page, SHADOWED)).toBeFocused();

  await page.keyboard.press('2');
  await page.getByText('Problems only').click();
  const marked = page.getByRole('treegrid').getByRole('row').filter({ hasText: 'likely a mistake' });
  await expect(marked).toHaveCount(1);
  await page.keyboard.press('f');
  await expect(marked).toHaveCount(0);
  await openText(page);
  await expect(page.locator('.cm-line').filter({ hasText: '-A INPUT -i lo -p tcp -j DROP' })).toHaveCount(0);
});

test('the packet of a problem is changed and asked again', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await draftShadowedRule(page);
  await page.keyboard.press('F8');
  await page.getByRole('button', { name: 'Change this packet…' }).click();
  await expect(page.locator('.sim-verdict')).toContainText('Accepted by filter/INPUT #1');
});
