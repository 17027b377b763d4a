import type { Page } from '@playwright/test';
import { dragChain, keepRules, logIn, reviewAndApply, rows, typePort } from './journey.ts';
import { expect, test } from './sluice.ts';

const JUMP = '-A INPUT -p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY';

test('somebody changes the host under a draft: seen within 2 s, named, and the draft keeps its place', async ({
  page,
  sluice,
}) => {
  const before = sluice.chain('INPUT');
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  sluice.inSandbox(['iptables-nft', '-I', 'INPUT', '1', '-s', '192.0.2.200/32', '-j', 'DROP']);
  await expect(rows(page, 'filter/INPUT').first()).toContainText('192.0.2.200', { timeout: 2000 });
  await expect(page.getByText(/iptables.* changed filter INPUT on the host/)).toBeVisible();
  // Between the same two rules as before, one place further down.
  await expect(rows(page, 'filter/INPUT').nth(3)).toContainText('9090');

  await reviewAndApply(page, 60);
  await keepRules(page);
  const foreign = '-A INPUT -s 192.0.2.200/32 -j DROP';
  expect(sluice.chain('INPUT')).toEqual([foreign, ...before.slice(0, 2), JUMP, ...before.slice(2)]);
});

/** Makes the draft and the host change the first rule of the chain of bans, each in its way. */
async function collide(page: Page, outside: (argv: readonly string[]) => void): Promise<void> {
  await rows(page, 'filter/DOCKER-USER').first().click();
  await page.getByRole('button', { name: 'Edit as line' }).click();
  const line = page.getByRole('textbox', { name: 'Rule as a line' });
  await line.fill('-s 192.0.2.66/32 -j DROP');
  await line.press('Enter');
  await expect(page.getByRole('button', { name: /1 change/ }).first()).toBeVisible();
  outside(['iptables-nft', '-R', 'DOCKER-USER', '1', '-s', '192.0.2.77/32', '-j', 'DROP']);
  await page.getByRole('button', { name: 'Choose…' }).click();
}

for (const [side, winner] of [
  ['Mine', '192.0.2.66/32'],
  ['Theirs', '192.0.2.77/32'],
] as const) {
  test(`the same rule changed on both sides is asked about, and ${side} is what comes out`, async ({
    page,
    sluice,
  }) => {
    await logIn(page, sluice);
    await collide(page, (argv) => sluice.inSandbox(argv));
    const dialog = page.getByRole('dialog', { name: 'The draft and the host changed the same thing' });
    await expect(dialog.getByRole('region', { name: 'Your draft' })).toContainText('192.0.2.66');
    await expect(dialog.getByRole('region', { name: 'On the host now' })).toContainText('192.0.2.77');
    await dialog.getByText(side, { exact: true }).click();
    await dialog.getByRole('button', { name: 'Use these' }).click();
    await expect(dialog).toBeHidden();
    if (side === 'Mine') {
      await reviewAndApply(page, 60);
      await keepRules(page);
    } else {
      await expect(page.getByRole('button', { name: /Review & apply/ })).toBeDisabled();
    }
    expect(sluice.chain('DOCKER-USER')[0]).toBe(`-A DOCKER-USER -s ${winner} -j DROP`);
  });
}
