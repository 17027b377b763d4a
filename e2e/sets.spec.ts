import type { Page } from '@playwright/test';
import { keepRules, logIn, openReview, openText, reviewAndApply, startTrial, typeRule } from './journey.ts';
import { expect, test, type Sluice } from './sluice.ts';

/** The members of a set as the sandbox's kernel holds them, in order; null when there is no such set. */
function members(sluice: Sluice, name: string): readonly string[] | null {
  const lines = sluice.inSandbox(['ipset', 'save']).split('\n');
  if (!lines.some((line) => line.startsWith(`create ${name} `))) return null;
  return lines.flatMap((line) => (line.startsWith(`add ${name} `) ? [line.split(' ')[2] ?? ''] : [])).toSorted();
}

async function createSet(page: Page, name: string, pasted: string): Promise<void> {
  await page.getByRole('button', { name: 'New set' }).click();
  const dialog = page.getByRole('dialog', { name: 'New set' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('textbox', { name: 'Members' }).fill(pasted);
  await dialog.getByRole('button', { name: 'Create set' }).click();
  await expect(dialog).toBeHidden();
}

const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });

test('a set is created, filled, asked by a rule, applied and kept', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await createSet(page, 'visitors', '203.0.113.70 # the loud one\n203.0.113.80-203.0.113.82');
  await expect(inspector(page).getByRole('heading', { name: 'visitors' })).toBeVisible();
  await expect(inspector(page).getByText('4 members')).toBeVisible();

  await inspector(page).getByRole('button', { name: 'Add members' }).click();
  await inspector(page).getByRole('textbox', { name: 'New members' }).fill('192.0.2.300');
  await expect(inspector(page).getByText('Line 1: “192.0.2.300” is not an IPv4 address')).toBeVisible();
  await inspector(page).getByRole('textbox', { name: 'New members' }).fill('192.0.2.30');
  await inspector(page).getByRole('button', { name: 'Add', exact: true }).click();
  await inspector(page).getByRole('button', { name: 'Remove 203.0.113.82' }).click();
  await expect(inspector(page).getByText('4 members')).toBeVisible();

  // What was drafted is there after a reload, and undo goes back through it.
  await page.reload();
  await page.getByRole('button', { name: /^Set visitors, 4/ }).click();
  await page.keyboard.press('Control+z');
  await expect(inspector(page).getByText('5 members')).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(inspector(page).getByText('4 members')).toBeVisible();

  await typeRule(page, '-A INPUT -m set --match-set visitors src -j DROP');
  await page.getByRole('radio', { name: 'Map' }).click();
  await openReview(page);
  await expect(page.getByText('3 changes in').or(page.getByText('2 changes in'))).toBeVisible();
  await page.getByRole('tab', { name: 'iptables-restore input' }).click();
  await expect(page.getByText('create visitors hash:ip family inet')).toBeVisible();
  expect(members(sluice, 'visitors'), 'the dry run leaves nothing').toBeNull();
  await startTrial(page, 60);
  expect(members(sluice, 'visitors')).toEqual(['192.0.2.30', '203.0.113.70', '203.0.113.80', '203.0.113.81']);
  await keepRules(page);
  expect(sluice.chain('INPUT').join('\n')).toContain('-m set --match-set visitors src -j DROP');
  expect(members(sluice, 'visitors')).toHaveLength(4);

  // The rule tells its set, and the set its rule.
  await page.getByRole('button', { name: /^Set visitors/ }).click();
  await inspector(page)
    .getByRole('button', { name: /filter INPUT rule 2/ })
    .click();
  await expect(inspector(page).getByRole('button', { name: 'Open the set visitors' })).toBeVisible();
  await expect(inspector(page).getByText('192.0.2.30')).toBeVisible();
});

test('members that were added go again at a roll back, and those of others stay', async ({ page, sluice }) => {
  sluice.inSandbox(['ipset', 'create', 'guests', 'hash:ip']);
  sluice.inSandbox(['ipset', 'add', 'guests', '192.0.2.1']);
  await logIn(page, sluice);
  await page.getByRole('button', { name: /^Set guests, 1/ }).click();
  await inspector(page).getByRole('button', { name: 'Add members' }).click();
  await inspector(page).getByRole('textbox', { name: 'New members' }).fill('192.0.2.2, 192.0.2.3');
  await inspector(page).getByRole('button', { name: 'Add', exact: true }).click();
  await reviewAndApply(page, 60);
  expect(members(sluice, 'guests')).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
  sluice.inSandbox(['ipset', 'add', 'guests', '192.0.2.99']);
  await page
    .getByRole('button', { name: /Roll back/ })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeHidden();
  expect(members(sluice, 'guests')).toEqual(['192.0.2.1', '192.0.2.99']);
  // The draft is as it was.
  await expect(page.getByRole('button', { name: /^Set guests, 4/ })).toBeVisible();
});

test('a set that no rule names can be destroyed; one that a rule names cannot', async ({ page, sluice }) => {
  sluice.inSandbox(['ipset', 'create', 'old', 'hash:net']);
  sluice.inSandbox(['ipset', 'add', 'old', '10.0.0.0/8']);
  sluice.inSandbox(['iptables-nft', '-A', 'DOCKER-USER', '-m', 'set', '--match-set', 'old', 'src', '-j', 'DROP']);
  await logIn(page, sluice);
  await page.getByRole('button', { name: /^Set old/ }).click();
  await expect(inspector(page).getByText('1 rule', { exact: true })).toBeVisible();
  await expect(inspector(page).getByRole('button', { name: 'Destroy set' })).toBeHidden();
  await inspector(page)
    .getByRole('button', { name: /filter DOCKER-USER/ })
    .click();
  await page.keyboard.press('Delete');
  await page.getByRole('button', { name: /^Set old/ }).click();
  await inspector(page).getByRole('button', { name: 'Destroy set' }).click();
  await reviewAndApply(page, 60);
  expect(members(sluice, 'old')).toBeNull();
  await page
    .getByRole('button', { name: /Roll back/ })
    .first()
    .click();
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeHidden();
  expect(members(sluice, 'old')).toEqual(['10.0.0.0/8']);
});

test('text completion offers the sets of the host and of the draft', async ({ page, sluice }) => {
  sluice.inSandbox(['ipset', 'create', 'listed', 'hash:ip']);
  await logIn(page, sluice);
  await createSet(page, 'drafted', '');
  await openText(page);
  await page.locator('.cm-line').filter({ hasText: '-A INPUT' }).first().click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  await page.keyboard.type('-A INPUT -m set --match-set ');
  await expect(page.getByRole('option', { name: /listed/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /drafted/ })).toBeVisible();
});
