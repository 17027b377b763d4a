import { hostname } from 'node:os';
import { kernelAvailable } from '@sluice/testkit';
import type { Page } from '@playwright/test';
import { card, dragChain, keepRules, openReview, rows, seenTour, startTrial, typePort } from './journey.ts';
import { expect, testOn, type ThisMachine } from './this-machine.ts';

const RULES = `*filter
:INPUT ACCEPT [0:0]
:FORWARD ACCEPT [0:0]
:OUTPUT ACCEPT [0:0]
:NO-NEW - [0:0]
-A INPUT -i lo -m conntrack --ctstate ESTABLISHED -j ACCEPT
-A INPUT -p icmp -j ACCEPT
-A NO-NEW -m conntrack --ctstate NEW -j DROP
COMMIT
`;

const NO_LEGACY = 'this kernel has no iptables-legacy';
const isRoot = process.getuid?.() === 0;
const test = testOn(RULES, { family: 'ipv4', backend: 'nft' });
const testOnLegacy = testOn(RULES.replace('-p icmp', '-p ipv6-icmp'), { family: 'ipv6', backend: 'legacy' });
const hasLegacy = kernelAvailable().legacy;
test.skip(!isRoot, 'only root has a machine to show: run the tests as root to see these');

async function logIn(page: Page, machine: ThisMachine): Promise<void> {
  await seenTour(page);
  await page.goto(machine.loginLink);
  await expect(card(page, 'filter/INPUT')).toBeVisible({ timeout: 60_000 });
}

async function unlock(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Unlock…' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('textbox').fill(`${hostname()}-not`);
  await expect(dialog.getByRole('button', { name: 'Unlock' })).toBeDisabled();
  await dialog.getByRole('textbox').fill(hostname());
  await dialog.getByRole('button', { name: 'Unlock' }).click();
  await expect(page.getByText('is read-only.')).toBeHidden();
}

test('this machine is read-only until its name is typed, then a change is applied and kept', async ({
  page,
  machine,
}) => {
  await logIn(page, machine);
  const before = await machine.kernel.save();
  await expect(page.getByText(`${hostname()} is read-only.`)).toBeVisible();
  await dragChain(page, 'NO-NEW', { into: 'filter/INPUT', before: 2 });
  await typePort(page, '9090');
  await page.getByRole('button', { name: /Review & apply/ }).click();
  await expect(page.getByRole('button', { name: /^Apply \d+ change/ })).toBeDisabled();
  await page.keyboard.press('Escape');
  expect(rulesOf(await machine.kernel.save())).toEqual(rulesOf(before));

  await unlock(page);
  await openReview(page);
  await expect(page.getByRole('region', { name: 'Who keeps access' })).toContainText('Your own connection keeps');
  await startTrial(page, 60);
  await keepRules(page);
  expect(rulesOf(await machine.kernel.save())).toContain('-A INPUT -p tcp -m tcp --dport 9090 -j NO-NEW');
});

test('rules that shut the page out: it says so, offers the way back, and the rules return', async ({
  page,
  machine,
}) => {
  await logIn(page, machine);
  const before = rulesOf(await machine.kernel.save());
  await unlock(page);
  await dragChain(page, 'NO-NEW', { into: 'filter/INPUT', before: 1 });
  await typePort(page, new URL(machine.loginLink).port);
  await page.getByRole('button', { name: /Review & apply/ }).click();
  const access = page.getByRole('region', { name: 'Who keeps access' });
  const own = access.getByRole('listitem').filter({ hasText: 'Your own connection' });
  await expect(own).toContainText('loses');
  await expect(own).toContainText(/Opened anew: loses, the first packet is dropped by NO-NEW #1/);
  await expect(own).toContainText(/Open now: keeps/);
  const over = page.getByRole('textbox', { name: /This change shuts out your own connection/ });
  await over.fill('whatever');
  await expect(page.getByRole('button', { name: /^Apply \d+ change/ })).toBeDisabled();
  await over.fill(hostname());
  await startTrial(page, 30);
  const trial = page.getByRole('region', { name: 'New rules on trial' });
  await expect(trial.getByText('not reached, still trying')).toBeVisible();
  await expect(trial.getByRole('button', { name: 'Keep' })).toBeDisabled();
  await expect(trial.getByRole('button', { name: 'Roll back now' })).toHaveClass(/primary/);
  await expect.poll(async () => rulesOf(await machine.kernel.save()), { timeout: 45_000 }).toEqual(before);
  await expect(page.getByText(/Rolled back: nobody kept the change in time/)).toBeVisible({ timeout: 30_000 });
  await expect(rows(page, 'filter/INPUT').nth(0)).toContainText('NO-NEW');
});

test('both backends hold rules: a banner says which are shown and that a packet must pass both', async ({
  page,
  machine,
}) => {
  test.skip(!hasLegacy, NO_LEGACY);
  await logIn(page, machine);
  await expect(rows(page, 'filter/INPUT')).toHaveCount(2);
  // Whoever looks already is told as well.
  const legacy = await machine.network.run([
    'iptables-legacy',
    '-A',
    'INPUT',
    '-p',
    'tcp',
    '--dport',
    '23',
    '-j',
    'DROP',
  ]);
  expect(legacy.status).toBe(0);
  await expect(page.getByText(/Two sets of IPv4 rules\..*iptables-nft.*iptables-legacy.*must pass both/)).toBeVisible();
});

testOnLegacy('IPv6 rules of iptables-legacy are seen, changed and kept as any others', async ({ page, machine }) => {
  testOnLegacy.skip(!hasLegacy, NO_LEGACY);
  await seenTour(page);
  await page.goto(machine.loginLink);
  await page.getByRole('radio', { name: 'IPv6' }).click();
  await expect(rows(page, 'filter/INPUT')).toHaveCount(2);
  await unlock(page);
  await dragChain(page, 'NO-NEW', { into: 'filter/INPUT', before: 2 });
  await typePort(page, '9090');
  await openReview(page);
  await startTrial(page, 60);
  await keepRules(page);
  const kept = rulesOf(await machine.kernel.save()).filter((line) => line.startsWith('-A INPUT'));
  expect(kept).toEqual([
    '-A INPUT -i lo -m conntrack --ctstate ESTABLISHED -j ACCEPT',
    '-A INPUT -p tcp -m tcp --dport 9090 -j NO-NEW',
    '-A INPUT -p ipv6-icmp -j ACCEPT',
  ]);
  const other = await machine.network.run(['ip6tables-nft-save']);
  expect(other.stdout).not.toContain('NO-NEW');
});

/** The lines of rules and chains, without counters. */
function rulesOf(saved: string): readonly string[] {
  return saved.split('\n').map((line) => line.replace(/\[\d+:\d+\]/, '').trim());
}
