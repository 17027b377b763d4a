import type { Page } from '@playwright/test';
import type { Sluice } from './sluice.ts';

/** Takes a picture of what is shown now, under this name. */
export type Take = (name: string) => Promise<unknown>;

/** The states that a page can be in besides the usual one, each with what leads to it. */
export async function takeStates(page: Page, sluice: Sluice, take: Take): Promise<void> {
  sluice.empty();
  await page.goto(sluice.loginLink);
  await page.getByRole('heading', { name: /^There are no IPv4 rules here/ }).waitFor();
  await page.waitForTimeout(1500);
  await take('empty');
  await page.getByRole('button', { name: /^Router with NAT/ }).click();
  await page.getByRole('dialog').waitFor();
  await page.waitForTimeout(800);
  await take('start');
}
