import type { Host } from '@sluice/protocol';
import { ChevronUp } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Button } from 'react-aria-components';
import { useDrawer } from '../state/drawer.ts';
import { later } from '../ui/later.tsx';
import { Chevron, TabName } from './tab-row.tsx';
import { TABS, useShownTab } from './tabs.ts';
import './drawer.css';

/** Below the map: a row of tabs, and below an open one what it shows. Escape closes it. */
export function Drawer(props: { readonly host: Host | undefined }) {
  const { host } = props;
  const height = useDrawer((state) => state.height);
  const shown = useShownTab();
  const section = useFocusAndEscape(shown !== null);
  return (
    <section
      ref={section}
      className={shown ? 'drawer drawer-open' : 'drawer'}
      aria-label="Drawer"
      style={shown ? { height } : undefined}
    >
      {shown ? <OpenDrawer host={host} shown={shown} /> : <ClosedDrawer host={host} />}
    </section>
  );
}

/** Its tabs come with what they hold. */
const OpenDrawer = later(async () => (await import('./open-drawer.tsx')).OpenDrawer);

/** Tabs without a panel are none: in a closed drawer the names are buttons that open it. */
function ClosedDrawer(props: { readonly host: Host | undefined }) {
  const last = useDrawer((state) => state.tab);
  return (
    <div className="drawer-row">
      <div className="drawer-list">
        {TABS.map((tab) => (
          <Button
            key={tab.id}
            className="ui-tab"
            aria-expanded={false}
            {...(tab.id === last && { 'data-last': true })}
            onPress={() => useDrawer.getState().show(tab.id)}
          >
            <TabName tab={tab} host={props.host} />
          </Button>
        ))}
      </div>
      <Chevron label="Open the drawer">
        <ChevronUp />
      </Chevron>
    </div>
  );
}

/**
 * Escape in the drawer closes it. Opening and closing put other elements in place of those that had the focus: it goes to
 * the tab that is meant.
 */
function useFocusAndEscape(open: boolean) {
  const section = useRef<HTMLElement>(null);
  const held = useRef(false);
  const was = useRef(open);
  useEffect(() => {
    if (was.current === open) return;
    was.current = open;
    if (!held.current) return;
    // The tabs are drawn a moment after the drawer.
    const frame = requestAnimationFrame(() => {
      section.current?.querySelector<HTMLElement>('[role=tab][aria-selected=true], [data-last]')?.focus();
    });
    return () => cancelAnimationFrame(frame);
  }, [open]);
  useEffect(() => {
    const here = section.current;
    const note = (): void => {
      held.current = here?.contains(document.activeElement) === true;
    };
    const leave = (event: KeyboardEvent): void => {
      if (event.key !== 'Escape' || event.defaultPrevented || !useDrawer.getState().open) return;
      event.preventDefault();
      useDrawer.getState().close();
    };
    document.addEventListener('focusin', note);
    here?.addEventListener('keydown', leave);
    return () => {
      document.removeEventListener('focusin', note);
      here?.removeEventListener('keydown', leave);
    };
  }, []);
  return section;
}
