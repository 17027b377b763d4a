import type { Page } from '@playwright/test';
import { logIn, rows, seenTour } from './journey.ts';
import type { Sluice } from './sluice.ts';

/** Takes a picture of what is shown now, under this name. */
export type Take = (name: string) => Promise<unknown>;

/** The states that a page can be in besides the usual one, each with what leads to it. */
export async function takeStates(page: Page, sluice: Sluice, take: Take): Promise<void> {
  sluice.empty();
  await seenTour(page);
  await page.goto(sluice.loginLink);
  await page.getByRole('heading', { name: /^There are no IPv4 rules here/ }).waitFor();
  await page.waitForTimeout(1500);
  await take('empty');
  await page.getByRole('button', { name: /^Router with NAT/ }).click();
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(800);
  await take('start');
}

/** What the page shows of the last hour. */
export async function takeNumbers(page: Page, sluice: Sluice, take: Take): Promise<void> {
  await logIn(page, sluice);
  // Some stretches of ten seconds, so that there is a line.
  await page.waitForTimeout(45_000);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('rates of the last hour');
  await page.keyboard.press('Enter');
  await page.getByRole('figure').first().waitFor();
  await page.waitForTimeout(1500);
  await take('hour');
  await page.keyboard.press('Escape');
  await rows(page, 'filter/INPUT').nth(1).click();
  await page.getByRole('radio', { name: '1 h', exact: true }).click();
  await page.mouse.move(800, 900);
  await page.waitForTimeout(1500);
  await take('hour-of-rule');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('reset counters');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(600);
  await take('reset');
}

/** A first visit: how the tour begins, what it asks for, and what it says once that is done. */
export async function takeTour(page: Page, sluice: Sluice, take: Take): Promise<void> {
  await page.goto(sluice.loginLink);
  await page.getByRole('dialog', { name: 'Five hooks, one path' }).waitFor({ timeout: 60_000 });
  await page.waitForTimeout(WARM_UP_MS);
  await take('tour');
  for (let step = 1; step < 4; step++) await page.keyboard.press('ArrowRight');
  await page.waitForTimeout(900);
  await take('tour-drag');
  await page.getByRole('button', { name: 'choose its place by keys…' }).click();
  await page.keyboard.type('INPUT');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await page
    .getByText(/^Insert jump at position/)
    .first()
    .waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('dialog', { name: 'Now it is called' }).waitFor();
  await page.waitForTimeout(1200);
  await take('tour-called');
}

/** Long enough for the numbers to be there. */
const WARM_UP_MS = 3000;
