import { afterEach, expect, test, vi } from 'vitest';

/** The store as a page finds it whose browser remembers this word. */
async function visit(word: string | null) {
  const kept = new Map(word === null ? [] : [['sluice.tour', word]]);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => kept.set(key, value),
  });
  vi.resetModules();
  const { useTour } = await import('./tour.ts');
  return { tour: () => useTour.getState(), kept: () => kept.get('sluice.tour') };
}

afterEach(() => vi.unstubAllGlobals());

test('a first visit begins with the first step, and remembers nothing before it is shown', async () => {
  const { tour, kept } = await visit(null);
  expect(tour()).toMatchObject({ step: 0, first: true });
  expect(kept()).toBeUndefined();
});

test('a page that is loaded again goes on at the step where it was', async () => {
  const { tour, kept } = await visit(null);
  tour().go(3);
  expect((await visit(kept() ?? null)).tour()).toMatchObject({ step: 3, first: false });
});

test('who has left it is not led again, and can take it anew from the start', async () => {
  const { tour, kept } = await visit('4');
  tour().leave();
  expect(tour().step).toBeNull();
  const later = await visit(kept() ?? null);
  expect(later.tour()).toMatchObject({ step: null, first: false, wantsFocus: false });
  later.tour().take();
  expect(later.tour()).toMatchObject({ step: 0, wantsFocus: true });
});

test('asking in the midst of it changes no step', async () => {
  const { tour } = await visit('3');
  tour().take();
  expect(tour()).toMatchObject({ step: 2, wantsFocus: true });
});

test.each(['', '0', '6', '2.5', 'later'])('%o in the store is no step', async (word) => {
  expect((await visit(word)).tour().step).toBeNull();
});

test('no step lies outside of it', async () => {
  const { tour } = await visit('5');
  tour().go(5);
  expect(tour().step).toBe(4);
  tour().go(-1);
  expect(tour().step).toBe(0);
});
