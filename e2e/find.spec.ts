import { card, logIn, rows } from './journey.ts';
import { expect, test } from './sluice.ts';

test('find by address and by port, walk through what was found, and fade the rest', async ({ page, sluice }) => {
  await logIn(page, sluice);
  const field = page.getByRole('textbox', { name: 'Find', exact: true });
  await page.keyboard.press('/');
  await expect(field).toBeFocused();
  // One address finds the networks that hold it, in three tables.
  await page.keyboard.type('10.66.0.9');
  await expect(rows(page, 'raw/PREROUTING').first()).toHaveClass(/row-hit/);
  await expect(rows(page, 'nat/POSTROUTING').first()).toHaveClass(/row-hit/);
  await page.keyboard.press('Control+A');
  await page.keyboard.type('port:22');
  const input = rows(page, 'filter/INPUT');
  await expect(input.nth(3)).toHaveClass(/row-hit/);
  await expect(input.nth(0)).not.toHaveClass(/row-hit/);
  await expect(page.getByText('3 found')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 of 3')).toBeVisible();
  await page.getByText('Fade the rest').click();
  await expect(input.nth(0)).toHaveCSS('opacity', '0.35');
  // From farther away the rows are painted; the card says how many were found, and so does the list of chains.
  await page.getByText('Mark', { exact: true }).click();
  for (let step = 0; step < 4; step++) await page.keyboard.press('-');
  await expect(card(page, 'filter/INPUT').getByText(/^\d found$/)).toBeVisible();
  await expect(card(page, 'filter/INPUT')).toHaveClass(/card-hit/);
  await page.getByText('Hide the rest').click();
  await expect(card(page, 'filter/OUTPUT')).toBeHidden();
  // The order then lists them alone, with what leads to them.
  await page.getByRole('radio', { name: 'Order' }).click();
  await expect(page.locator('.order-hit')).not.toHaveCount(0);
  await expect(page.locator('.order-is-rule:not(.order-hit)')).toHaveCount(1);
  await page.getByRole('radio', { name: 'Text' }).click();
  await expect(page.locator('.text-found')).toHaveCount(3);
  await page.getByRole('radio', { name: 'Map' }).click();
  await field.fill('192.0.2.200');
  await expect(page.getByText('Nothing mentions it')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(field).toBeHidden();
  await expect(page.locator('.row-hit')).toHaveCount(0);
});

test('keys pressed before the field is there are the field’s: letters, Enter, Escape', async ({ page, sluice }) => {
  const { promise: called, resolve: call } = Promise.withResolvers<void>();
  await page.route('**/find-bar*.js', async (route) => {
    await called;
    await route.continue();
  });
  await logIn(page, sluice);
  const title = card(page, 'filter/INPUT_CHAIN_ENVOY').locator('.card-title');
  await title.press('Enter');
  await page.keyboard.press('/');
  await page.keyboard.type('port:80');
  await page.keyboard.press('Escape');
  await expect.poll(() => new URL(page.url()).searchParams.get('find')).toBeNull();
  await page.keyboard.press('/');
  await page.keyboard.type('port:22');
  await page.keyboard.press('Enter');
  await expect(page.locator('.row-selected.row-hit')).toHaveCount(1);
  await expect(page.getByRole('textbox', { name: 'Find', exact: true })).toBeHidden();
  call();
  await expect(page.getByText('1 of 3')).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Find', exact: true })).toBeFocused();
});

test('the address holds what is seen and sought: it is shared, and back and forward go through it', async ({
  page,
  sluice,
}) => {
  // Without easing, the map is where it goes to.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await logIn(page, sluice);
  const words = (): URLSearchParams => new URL(page.url()).searchParams;
  // Where the map is moved to is in the address, and is no step of its own.
  const steps = await page.evaluate('history.length');
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  await expect.poll(() => Number(words().get('zoom'))).toBeGreaterThan(0);
  expect(await page.evaluate('history.length')).toBe(steps);
  await page.keyboard.press('0');
  await expect.poll(() => words().get('zoom')).toBe('100');
  // A selection and a search are steps.
  await card(page, 'filter/INPUT_CHAIN_ENVOY').locator('.card-title').press('Enter');
  await expect.poll(() => words().get('chain')).toBe('filter/INPUT_CHAIN_ENVOY');
  await page.keyboard.press('/');
  await page.keyboard.type('port:22');
  await expect.poll(() => words().get('find')).toBe('port:22');
  await page.keyboard.press('Enter');
  await expect(page.getByText('1 of 3')).toBeVisible();
  await expect.poll(() => words().get('rule')).not.toBeNull();
  const shared = page.url();
  await page.keyboard.press('Escape');
  await expect.poll(() => words().get('find')).toBeNull();
  await page.goBack();
  await expect(page.getByRole('textbox', { name: 'Find', exact: true })).toHaveValue('port:22');
  await page.goForward();
  await expect(page.getByRole('textbox', { name: 'Find', exact: true })).toBeHidden();
  // Other views are steps, and the map comes back as it was left.
  const before = words().get('x');
  await page.getByRole('radio', { name: 'Order' }).click();
  await expect(page.getByRole('treegrid')).toBeVisible();
  await page.goBack();
  await expect(card(page, 'filter/INPUT')).toBeVisible();
  await expect.poll(() => words().get('x')).toBe(before);
  // Whoever gets the address sees the same.
  await page.goto('about:blank');
  await page.goto(shared);
  await expect(page.getByText('1 of 3')).toBeVisible({ timeout: 20_000 });
  await expect(page.locator('.row-selected.row-hit')).toHaveCount(1);
  await expect.poll(() => words().get('zoom')).toBe(new URL(shared).searchParams.get('zoom'));
  expect(page.url()).toBe(shared);
});
