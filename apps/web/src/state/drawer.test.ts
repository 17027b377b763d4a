import { afterEach, describe, expect, it, vi } from 'vitest';

/** The drawer of a page that finds this in the browser's storage. */
async function drawerAfter(kept: string | null) {
  const items = new Map(kept === null ? [] : [['sluice.drawer', kept]]);
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => items.set(key, value),
  });
  vi.resetModules();
  const { useDrawer } = await import('./drawer.ts');
  return { useDrawer, kept: () => items.get('sluice.drawer') ?? null };
}

describe('the drawer', () => {
  afterEach(() => vi.unstubAllGlobals());

  it('is as it was left when the page is opened again', async () => {
    const first = await drawerAfter(null);
    expect(first.useDrawer.getState()).toMatchObject({ open: false });
    first.useDrawer.getState().show('history');
    first.useDrawer.getState().resize(300);
    const second = await drawerAfter(first.kept());
    expect(second.useDrawer.getState()).toMatchObject({ open: true, tab: 'history', height: 300 });
    second.useDrawer.getState().resize(40);
    expect((await drawerAfter(second.kept())).useDrawer.getState()).toMatchObject({ open: false });
  });

  it.each(['no json', '7', '{"open":1,"tab":"attic","height":-3}'])(
    'takes nothing of what is strange: %s',
    async (kept) => {
      const { useDrawer } = await drawerAfter(kept);
      const fresh = await drawerAfter(null);
      expect(useDrawer.getState()).toMatchObject({ open: false, height: fresh.useDrawer.getState().height });
    },
  );
});
