import { dragChain, keepRules, logIn, reviewAndApply, rows, typePort } from './journey.ts';
import { expect, test, type Sluice } from './sluice.ts';

test.use({ contextOptions: { reducedMotion: 'no-preference' } });

const JUMP = '-A INPUT -p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY';

async function hasOldRules(sluice: Sluice, before: readonly string[]): Promise<void> {
  await expect.poll(() => sluice.chain('INPUT'), { timeout: 30_000 }).toEqual(before);
}

test('drag a chain between rules 2 and 3, type the port, review, apply, keep, watch it count', async ({
  page,
  sluice,
}) => {
  const before = sluice.chain('INPUT');
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await expect(page.getByText('-I INPUT 3 -p tcp -m tcp --dport 9090 -j INPUT_CHAIN_ENVOY').first()).toBeVisible();
  expect(sluice.chain('INPUT')).toEqual(before);
  // Called now, the chain takes no more room in the list than any other.
  const listed = page.locator('li', { has: page.locator('[data-listed="filter/INPUT_CHAIN_ENVOY"]') });
  await expect(listed).toHaveCSS('height', '29px');

  await reviewAndApply(page, 60);
  expect(sluice.chain('INPUT')).toEqual([...before.slice(0, 2), JUMP, ...before.slice(2)]);

  await keepRules(page);
  expect(sluice.chain('INPUT')[2]).toBe(JUMP);

  const rate = rows(page, 'filter/INPUT').nth(2).locator('.row-rate');
  const counted = async (): Promise<boolean> => !['', '0', '–'].includes((await rate.textContent()) ?? '');
  sluice.connectFromOutside(9090);
  await expect.poll(counted, { timeout: 2000, intervals: [100] }).toBe(true);
});

test('nobody confirms: the old rules come back when the timer runs out', async ({ page, sluice }) => {
  const before = sluice.chain('INPUT');
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await reviewAndApply(page, 15);
  expect(sluice.chain('INPUT')[2]).toBe(JUMP);
  await hasOldRules(sluice, before);
  // The draft is kept: nothing that the person made is lost.
  await expect(rows(page, 'filter/INPUT').nth(2)).toContainText('9090');
  await expect(page.getByText(/rolled back|came back/i).first()).toBeVisible();
});

test('editing on trial begins a new draft; rolled back, both are in the draft', async ({ page, sluice }) => {
  const before = sluice.chain('INPUT');
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await reviewAndApply(page, 60);
  await rows(page, 'filter/INPUT').nth(0).click();
  await page.keyboard.press('Delete');
  await expect(page.getByText(/on trial · \d+ s · 1 change since/)).toBeVisible();
  expect(sluice.chain('INPUT')).toEqual([...before.slice(0, 2), JUMP, ...before.slice(2)]);
  await page.getByRole('button', { name: 'Roll back now' }).click();
  await hasOldRules(sluice, before);
  await expect(page.getByRole('button', { name: '2 changes', exact: true })).toBeVisible();
  await expect(rows(page, 'filter/INPUT').nth(2)).toContainText('9090');
});

test('the server is killed in the window: the old rules come back all the same', async ({ page, sluice }) => {
  const before = sluice.chain('INPUT');
  await logIn(page, sluice);
  await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await typePort(page, '9090');
  await reviewAndApply(page, 15);
  expect(sluice.chain('INPUT')[2]).toBe(JUMP);
  process.kill(sluice.serverPid(), 'SIGKILL');
  await hasOldRules(sluice, before);
});
