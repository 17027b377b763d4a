import type { Page } from '@playwright/test';

/** Frames a second while a hand moves and zooms the map. */
export interface Frames {
  readonly pan: number;
  readonly zoom: number;
}

const MOVES = 90;

/** Drags the map about and zooms it a little in and out around this zoom, and counts frames meanwhile. */
export async function countFrames(page: Page, zoom: number | null): Promise<Frames> {
  if (zoom !== null) await zoomTo(page, zoom);
  await page.waitForTimeout(500);
  return { pan: await whilePanning(page), zoom: await whileZooming(page) };
}

async function whilePanning(page: Page): Promise<number> {
  const { x, y } = await blank(page);
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.evaluate('bench.startFrames()');
  for (let move = 0; move < MOVES; move += 1) {
    await page.mouse.move(x + 180 * Math.sin(move / 9), y + 120 * Math.sin(move / 7));
  }
  const frames = await page.evaluate<number>('bench.stopFrames()');
  await page.mouse.up();
  return frames;
}

async function whileZooming(page: Page): Promise<number> {
  const { x, y } = await blank(page);
  await page.mouse.move(x, y);
  await page.evaluate('bench.startFrames()');
  for (let move = 0; move < MOVES; move += 1) await page.mouse.wheel(0, Math.floor(move / 6) % 2 === 0 ? 6 : -6);
  return page.evaluate<number>('bench.stopFrames()');
}

/** Turns the wheel until the map has this zoom, over this point or over an empty one. */
export async function zoomTo(
  page: Page,
  wanted: number,
  over?: { readonly x: number; readonly y: number },
): Promise<void> {
  for (let tries = 0; tries < 80; tries += 1) {
    const zoom = await page.evaluate<number>('bench.zoom()');
    const rest = Math.log2(wanted / zoom);
    if (Math.abs(rest) < 0.06) return;
    const { x, y } = over ?? (await blank(page));
    await page.mouse.move(x, y);
    // React Flow zooms by two to the power of a five-hundredth of what the wheel turned.
    await page.mouse.wheel(0, Math.max(-120, Math.min(120, -rest * 500)));
    await page.waitForTimeout(40);
  }
  throw new Error(`the map does not zoom to ${wanted}`);
}

function blank(page: Page): Promise<{ x: number; y: number }> {
  return page.evaluate<{ x: number; y: number }>('bench.blank()');
}
