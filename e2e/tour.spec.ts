import type { Locator, Page } from '@playwright/test';
import { card, dragChain, logIn, moveChain, rows, runCommand } from './journey.ts';
import { expectNoFindings } from './no-findings.ts';
import { expect, test, type Sluice } from './sluice.ts';

test.use({ contextOptions: { reducedMotion: 'no-preference' } });

const TITLES = {
  1: 'Five hooks, one path',
  2: 'Tables, in a fixed order',
  3: 'A chain that nobody calls',
  4: 'Drag it into INPUT',
  5: 'Replies are known',
} as const;

/** Opens the page as somebody who has never been here. */
async function firstVisit(page: Page, sluice: Sluice): Promise<void> {
  await page.goto(sluice.loginLink);
  await expectStep(page, 1);
}

/** The tour's card, whatever its step. */
function tour(page: Page): Locator {
  return page.locator('.tour-card');
}

async function expectStep(page: Page, step: keyof typeof TITLES): Promise<void> {
  await expect(page.getByRole('dialog', { name: TITLES[step] })).toBeVisible({ timeout: 60_000 });
  await expect(tour(page)).toContainText(`${step} of 5`);
}

function press(page: Page, name: 'Next' | 'Back' | 'Leave' | 'Done'): Promise<void> {
  return tour(page).getByRole('button', { name, exact: true }).click();
}

/** All of these are in sight with a ring around each, and the card stands beside them. */
async function expectPointsAt(page: Page, ...things: readonly Locator[]): Promise<void> {
  for (const thing of things) {
    await expect(thing).toBeInViewport();
    await expect.poll(() => pointing(page, thing)).toBe('a ring, and the card beside it');
  }
}

async function pointing(page: Page, thing: Locator): Promise<string> {
  const [box, own] = [await thing.boundingBox(), await tour(page).boundingBox()];
  const size = page.viewportSize();
  if (!box || !own || !size) return 'nothing is drawn there';
  const [end, low] = [own.x + own.width, own.y + own.height];
  if (own.x < 0 || own.y < 0 || end > size.width || low > size.height) return 'the card hangs out';
  const beside = own.x >= box.x + box.width || end <= box.x || own.y >= box.y + box.height || low <= box.y;
  if (!beside) return 'the card covers it';
  const middle = `new DOMPoint(${box.x + box.width / 2}, ${box.y + box.height / 2})`;
  const ringed = await page.evaluate<boolean>(`document.querySelector('.tour-ring').isPointInFill(${middle})`);
  return ringed ? 'a ring, and the card beside it' : 'no ring';
}

function hook(page: Page, name: string): Locator {
  return page.locator(`[aria-label="Hook ${name}"]`);
}

const ENVOY = 'filter/INPUT_CHAIN_ENVOY';

for (const size of [
  { width: 1600, height: 1000 },
  { width: 1280, height: 720 },
]) {
  test.describe(`${size.width}x${size.height}`, () => {
    test.use({ viewport: size });

    test('a first visit is led through five steps, with the drag of the fourth', async ({ page, sluice }) => {
      const before = sluice.chain('INPUT');
      await firstVisit(page, sluice);
      await expectPointsAt(page, hook(page, 'PREROUTING'));
      await press(page, 'Next');
      await expectStep(page, 2);
      await expectPointsAt(page, hook(page, 'OUTPUT'));
      await expect(tour(page).getByRole('listitem')).toHaveText([
        'raw−300',
        'conntrack−200',
        'mangle−150',
        'nat−100',
        'filter0',
        'security150',
      ]);
      await press(page, 'Next');
      await expectStep(page, 3);
      await expectPointsAt(page, card(page, ENVOY));
      await press(page, 'Next');
      await expectStep(page, 4);
      const wide = size.width >= 1440;
      const source = wide ? page.locator(`[data-listed="${ENVOY}"]`) : card(page, ENVOY);
      await expectPointsAt(page, card(page, 'filter/INPUT'), source);
      if (wide) await dragChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
      else await dragCard(page);

      // It notices what the person did, says where it stands, and the host still has the old rules.
      await expect(page.getByRole('dialog', { name: 'Now it is called' })).toContainText(
        'Rule 3 of INPUT jumps to it.',
      );
      await expect(page.locator('output').filter({ hasText: 'Now it is called' })).toBeAttached();
      await expectPointsAt(page, rows(page, 'filter/INPUT').nth(2));
      expect(sluice.chain('INPUT')).toEqual(before);
      await page.keyboard.press('Control+z');
      await press(page, 'Next');
      await expectStep(page, 5);
      await expectPointsAt(page, hook(page, 'PREROUTING').getByText('connection tracking'));
      await press(page, 'Done');
      await expect(tour(page)).toBeHidden();
      await page.reload();
      await expect(card(page, 'filter/INPUT')).toBeVisible();
      await page.waitForTimeout(1500);
      await expect(tour(page)).toBeHidden();
    });
  });
}

/** Drags the chain by the grip of its card on the map, as one does where there is no list beside it. */
async function dragCard(page: Page): Promise<void> {
  const grip = await card(page, ENVOY).locator('.card-grip').boundingBox();
  const row = await rows(page, 'filter/INPUT').nth(2).boundingBox();
  if (!grip || !row) throw new Error('nothing is drawn there');
  await page.mouse.move(grip.x + grip.width / 2, grip.y + grip.height / 2);
  await page.mouse.down();
  await page.mouse.move(grip.x - 30, grip.y - 20, { steps: 4 });
  await page.mouse.move(row.x + row.width / 3, row.y + 1, { steps: 12 });
  await expect(page.getByText('Insert jump at position 3').first()).toBeVisible();
  await page.mouse.up();
}

test('by keys alone: through it, left, found again, and the jump is placed without a mouse', async ({
  page,
  sluice,
}) => {
  await firstVisit(page, sluice);
  await expect(tour(page).getByRole('button', { name: 'Next' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expectStep(page, 2);
  await expect(page.locator('output').filter({ hasText: TITLES[2] })).toBeAttached();
  await page.keyboard.press('Escape');
  await expect(tour(page)).toBeHidden();
  // Nobody had the focus before: it goes to where the tour is found again.
  await expect(page.getByRole('button', { name: 'Theme, tour, keys, log out' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('menuitem', { name: 'Take the tour' })).toBeVisible();
  await page.keyboard.press('Escape');

  await rows(page, 'filter/INPUT').first().focus();
  await runCommand(page, 'Take the tour');
  await expectStep(page, 1);
  await expect(tour(page).getByRole('button', { name: 'Next' })).toBeFocused();
  for (const step of [2, 3, 4] as const) {
    await page.keyboard.press('ArrowRight');
    await expectStep(page, step);
  }
  // The focus is not held: the page beside the card has it by Tab, and its keys work.
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Shift+Tab');
  await expect(tour(page).getByRole('button', { name: 'choose its place by keys…' })).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.type('INPUT');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/^Insert jump at position/).first()).toBeVisible();
  await page.keyboard.press('Home');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog', { name: 'Now it is called' })).toContainText('Rule 1 of INPUT jumps to it.');
  await runCommand(page, 'Go on with the tour');
  await expect(tour(page).getByRole('button', { name: 'Next' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expectStep(page, 5);
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowRight');
  await expectStep(page, 5);
  await page.keyboard.press('Enter');
  await expect(tour(page)).toBeHidden();
});

test('a reload in the midst goes on there; in other views it waits', async ({ page, sluice }) => {
  await firstVisit(page, sluice);
  await press(page, 'Next');
  await press(page, 'Next');
  await expectStep(page, 3);
  await page.reload();
  await expectStep(page, 3);
  await page.getByRole('radio', { name: 'Order' }).click();
  await expect(tour(page)).toBeHidden();
  await page.getByRole('radio', { name: 'Map' }).click();
  await expectStep(page, 3);
  await page.getByRole('button', { name: 'Theme, tour, keys, log out' }).click();
  await page.keyboard.press('Escape');
  await press(page, 'Leave');
  await expect(page.getByText('You left the tour')).toBeVisible();
  await page.reload();
  await expect(card(page, 'filter/INPUT')).toBeVisible();
  await page.waitForTimeout(1500);
  await expect(tour(page)).toBeHidden();
});

test('the card lets a drag through, and a sandbox without rules is not toured by itself', async ({ page, sluice }) => {
  await logIn(page, sluice);
  await runCommand(page, 'Take the tour');
  await expect(tour(page).getByRole('button', { name: 'Next' })).toBeFocused();
  for (let step = 1; step < 4; step++) await page.keyboard.press('ArrowRight');
  await expectStep(page, 4);
  await moveChain(page, 'INPUT_CHAIN_ENVOY', { into: 'filter/INPUT', before: 3 });
  await expect(tour(page)).toHaveCSS('pointer-events', 'none');
  await page.keyboard.press('Escape');
  await page.mouse.up();
  await expect(tour(page)).toHaveCSS('pointer-events', 'auto');
  await expectStep(page, 4);

  sluice.empty();
  const other = await page
    .context()
    .browser()
    ?.newContext({ storageState: await loggedIn(page) });
  const fresh = await other?.newPage();
  if (!fresh) throw new Error('there is no browser');
  await fresh.goto(page.url().replace(/\?.*/, ''));
  await expect(fresh.getByRole('heading', { name: /^There are no IPv4 rules here/ })).toBeVisible();
  await fresh.waitForTimeout(1000);
  await expect(tour(fresh)).toBeHidden();
  await other?.close();
});

/** The login of this page's person, in a browser that remembers nothing else. */
async function loggedIn(page: Page) {
  const { cookies } = await page.context().storageState();
  return { cookies, origins: [] };
}

test('axe finds nothing in any step, light and dark', async ({ page, sluice }) => {
  test.setTimeout(300_000);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await firstVisit(page, sluice);
  await expectNoFindings(page, 'tour over the map');
  await expect(tour(page)).toHaveCSS('transition-property', 'none');
  for (const step of [2, 3, 4, 5] as const) {
    await press(page, 'Next');
    await expectStep(page, step);
    await expectNoFindings(page, `tour, step ${step}`, '.tour-card');
  }
});
