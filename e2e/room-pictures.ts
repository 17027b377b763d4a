import type { Page } from '@playwright/test';
import { dragChain, logIn, rows, typePort, typeRule } from './journey.ts';
import type { Sluice } from './sluice.ts';
import type { Take } from './state-pictures.ts';

/** Two rules that leave nothing to a third. */
const COVERED = [
  '-A INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT',
  '-A INPUT -p tcp -m multiport --dports 80,443 -m conntrack --ctstate NEW -j ACCEPT',
  '-A INPUT -p tcp -m tcp --dport 443 -m conntrack --ctstate NEW,ESTABLISHED -j ACCEPT',
];

/** Every view and every tab, most of them on a draft that calls a chain. */
export async function takeRooms(page: Page, sluice: Sluice, take: Take): Promise<void> {
  await logIn(page, sluice);
  const shoot = async (keys: string, name: string): Promise<void> => {
    await page.keyboard.press(keys);
    // Away from the rows, which would show their tips.
    await page.mouse.move(800, 4);
    await page.waitForTimeout(2500);
    await take(name);
  };
  await shoot('p', 'problems');
  await page.getByRole('button', { name: 'Close the drawer' }).click();
  await typeRule(page, COVERED.join('\n'));
  await page.getByRole('radio', { name: 'Map' }).click();
  await page.keyboard.press('p');
  await page
    .getByRole('button', { name: /can never match/ })
    .first()
    .click();
  await shoot('Shift', 'coverage');
  await page.keyboard.press('Control+z');
  await page.getByText('Undone').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Close the drawer' }).click();
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await page.keyboard.press('Escape');
  await shoot('2', 'order');
  await shoot('3', 'text');
  await page.getByRole('radio', { name: 'Map' }).click();
  await shoot('s', 'simulate');
  await page.keyboard.press('Escape');
  await shoot('c', 'connections');
  await shoot('h', 'history');
  await page.getByRole('button', { name: 'Close the history' }).click();
  await rows(page, 'filter/f2b-sshd').first().click();
  await page.keyboard.press('Delete');
  await shoot('Control+Enter', 'review-of-others');
  await page.keyboard.press('Escape');
  await shoot('Control+k', 'palette');
}
