import type { Page } from '@playwright/test';
import { card, dragChain, keepRules, logIn, reviewAndApply, rows, typePort } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test, type Sluice } from './sluice.ts';

/** How many packets the kernel counted at the rule that says this. */
function counted(sluice: Sluice, rule: string): number {
  const lines = sluice.inSandbox(['iptables-nft-save', '-c', '-t', 'filter']).split('\n');
  const [, packets] = /^\[(\d+):/.exec(lines.find((line) => line.endsWith(rule)) ?? '') ?? [];
  return Number(packets);
}

const verdict = (page: Page) => page.locator('.sim-verdict');
const stops = (page: Page) => page.getByRole('list', { name: 'The way of the packet' });

test('what a packet would meet with the draft and without, stop by stop, and the kernel agrees', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await page.keyboard.press('s');
  // The packet that is proposed comes to an address that the host says is its own.
  await expect(page.getByLabel('To', { exact: true })).toHaveValue('198.51.100.1');
  await expect(verdict(page)).toContainText('Accepted by filter/INPUT #5');

  await page.getByLabel('Port', { exact: true }).fill('9090');
  await expect(verdict(page)).toContainText('Dropped by filter/INPUT policy DROP');
  await page.keyboard.press('Escape');
  await expect(verdict(page)).toBeHidden();

  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await page.getByRole('button', { name: 'Simulate' }).click();
  await expect(verdict(page)).toContainText('Accepted by filter/INPUT_CHAIN_ENVOY #2');
  await expect(verdict(page)).toContainText('in the running rules: dropped by filter/INPUT policy DROP');
  await expect(stops(page)).toContainText('filter/INPUT #3');

  // The same way on the map: the call is followed, what the packet never meets steps back.
  await expect(card(page, 'filter/INPUT_CHAIN_ENVOY')).toHaveClass(/card-on-way/);
  await expect(rows(page, 'filter/INPUT').nth(2)).toHaveClass(/way-met/);
  await expect(card(page, 'filter/FORWARD')).toHaveClass(/card-off-way/);
  await expectNoFindings(page, 'simulate', '.drawer');

  await page.getByRole('radio', { name: 'Running rules' }).click();
  await expect(verdict(page)).toContainText('Dropped by filter/INPUT policy DROP');
  await page.getByRole('radio', { name: 'With the draft' }).click();

  await reviewAndApply(page, 60);
  await keepRules(page);
  await expect(verdict(page)).toContainText('Accepted by filter/INPUT_CHAIN_ENVOY #2');
  const decider = '-A INPUT_CHAIN_ENVOY -p tcp -m tcp --dport 9090 -m conntrack --ctstate NEW -j ACCEPT';
  const before = counted(sluice, decider);
  sluice.connectFromOutside(9090);
  await expect.poll(() => counted(sluice, decider)).toBeGreaterThan(before);
});

test('from a rule, with keys alone: the packet that it is about, and what was not met before it', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  const rule = rows(page, 'filter/INPUT').nth(6);
  await rule.focus();
  await page.keyboard.press('s');
  await expect(verdict(page)).toContainText('Accepted by filter/INPUT #7');
  await expect(page.getByLabel('Port', { exact: true })).toHaveValue('51820');
  const passed = stops(page).getByRole('button', { name: '6 rules before it do not match' });
  await passed.focus();
  await page.keyboard.press('Enter');
  await expect(stops(page)).toContainText('does not meet -p tcp');
  await page.keyboard.press('Escape');
  await expect(page.locator('.card-off-way')).toHaveCount(0);
});

test('a packet that is not one says which word is wrong; what nobody can tell has both ends', async ({
  page,
  sluice,
}) => {
  await logIn(page, sluice);
  await page.keyboard.press('s');
  await page.getByLabel('From', { exact: true }).fill('10.0.0');
  await expect(page.getByText('Use one address like 192.0.2.7.')).toBeVisible();
  await expect(stops(page)).toBeHidden();
  await page.getByLabel('From', { exact: true }).fill('192.0.2.23');
  await expect(verdict(page)).toContainText('Rejected by filter/f2b-sshd #1');
  await page.getByRole('combobox', { name: 'Protocol' }).fill('icmp');
  // What lies under an open list is hidden from everybody who listens.
  await page.keyboard.press('Enter');
  await expect(verdict(page)).toContainText('It depends');
  await expect(verdict(page)).toContainText('accepted by filter/INPUT #10');
  await expect(stops(page)).toContainText('Nobody can tell from here whether');
});
