import { expect, type Locator, type Page } from '@playwright/test';
import type { Sluice } from './sluice.ts';

/** Opens the page by the one-time link as somebody who has seen the tour, and waits until the map is drawn. */
export async function logIn(page: Page, sluice: Pick<Sluice, 'loginLink'>): Promise<void> {
  await seenTour(page);
  await page.goto(sluice.loginLink);
  await expect(card(page, 'filter/INPUT')).toBeVisible({ timeout: 60_000 });
}

/** From the next page on this is somebody who is not led through the tour. */
export async function seenTour(page: Page): Promise<void> {
  await page.addInitScript(() => localStorage.setItem('sluice.tour', 'seen'));
}

/** Runs a command from the palette, by enough of its words to leave it alone. */
export async function runCommand(page: Page, title: string): Promise<void> {
  await page.keyboard.press('Control+k');
  await page.keyboard.type(title);
  await expect(page.getByRole('option')).toHaveCount(1);
  await expect(page.getByRole('option')).toContainText(title);
  await page.keyboard.press('Enter');
}

/** The card of a chain on the map. */
export function card(page: Page, chain: string): Locator {
  return page.locator(`[data-chain="${chain}"]`);
}

/** The rows of a chain on the map, top to bottom. */
export function rows(page: Page, chain: string): Locator {
  return card(page, chain).getByRole('treeitem');
}

/** Shows the rules as text. */
export async function openText(page: Page): Promise<void> {
  await page.getByRole('radio', { name: 'Text' }).click();
  await expect(line(page, '*filter')).toBeVisible({ timeout: 20_000 });
}

/** The first line of the text that says this. */
export function line(page: Page, text: string): Locator {
  return page.locator('.cm-line').filter({ hasText: text }).first();
}

/** Goes to the text and writes a rule below the first one of INPUT. */
export async function typeRule(page: Page, rule: string): Promise<void> {
  await openText(page);
  await line(page, '-A INPUT').click();
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  // At once: a machine that hesitates while keys come would make a pause, and another entry of undo.
  await page.keyboard.insertText(rule);
}

/** Drags a custom chain from the list and lets it go between two rows: in front of the row with this number. */
export async function dragChain(
  page: Page,
  chain: string,
  { into, before }: { readonly into: string; readonly before: number },
): Promise<void> {
  await moveChain(page, chain, { into, before });
  await expect(page.getByText(`Insert jump at position ${before}`).first()).toBeVisible();
  await page.mouse.up();
}

/** The same without letting go: what a person sees in the middle of the drag. */
export async function moveChain(
  page: Page,
  chain: string,
  where: { readonly into: string; readonly before: number },
): Promise<void> {
  const grip = page.locator('.chains-row', { hasText: chain }).locator('.chains-grip').first();
  await moveGrip(page, grip, where);
}

/** Drags rows by the gutter of one of them and lets them go in front of the row with this number. */
export async function dragRows(
  page: Page,
  row: Locator,
  where: { readonly into: string; readonly before: number },
): Promise<void> {
  await moveGrip(page, row.locator('.row-gutter'), where);
  await page.mouse.up();
}

async function moveGrip(
  page: Page,
  grip: Locator,
  { into, before }: { readonly into: string; readonly before: number },
): Promise<void> {
  const from = await boxOf(grip);
  const to = await boxOf(rows(page, into).nth(before - 1));
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 20, from.y + 20, { steps: 4 });
  const at = { x: to.x + to.width / 3, y: to.y + 1 };
  await page.mouse.move(at.x, at.y, { steps: 12 });
  // The rows make room while the pointer passes them; a person follows the line until it stands where it should.
  for (let tries = 0; tries < 20; tries++) {
    await page.waitForTimeout(250);
    const shown = await page.getByText(/^(?:Insert jump at|Move .* to|Copy .* to) position \d+$/).allTextContents();
    const position = Number(/\d+$/.exec(shown[0] ?? '')?.[0] ?? 0);
    if (position === before) return;
    at.y += position < before ? 8 : -8;
    await page.mouse.move(at.x, at.y, { steps: 2 });
  }
}

/** Gives the selected rule a port, as a person types it after the drop. */
export async function typePort(page: Page, port: string): Promise<void> {
  const field = page.getByLabel('Destination port', { exact: true });
  await expect(field).toBeFocused();
  await page.keyboard.type(port);
  await page.keyboard.press('Enter');
}

/** Opens the review and applies with this many seconds to confirm; waits until the change is on trial. */
export async function reviewAndApply(page: Page, seconds: Seconds): Promise<void> {
  await openReview(page);
  await startTrial(page, seconds);
}

/** Opens the review and waits until the dry run lets it apply. */
export async function openReview(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Review & apply/ }).click();
  await expect(applyButton(page)).toBeEnabled({ timeout: 20_000 });
}

/** Applies from the open review with this many seconds to confirm; waits until the change is on trial. */
export async function startTrial(page: Page, seconds: Seconds): Promise<void> {
  await page.getByRole('button', { name: /Seconds until the rules come back/ }).click();
  await page.getByRole('option', { name: `${seconds} s`, exact: true }).click();
  await applyButton(page).click();
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeVisible({ timeout: 20_000 });
}

type Seconds = 15 | 30 | 60 | 120;

function applyButton(page: Page): Locator {
  return page.getByRole('button', { name: /^Apply \d+ change/ });
}

/** Keeps the rules that are on trial. */
export async function keepRules(page: Page): Promise<void> {
  const keep = page.getByRole('button', { name: 'Keep' });
  await expect(keep).toBeEnabled();
  await keep.click();
  await expect(page.getByRole('region', { name: 'New rules on trial' })).toBeHidden();
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('nothing is drawn there');
  return box;
}
