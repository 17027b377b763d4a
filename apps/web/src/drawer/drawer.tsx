import type { Host } from '@sluice/protocol';
import { ChevronDown, ChevronUp } from 'lucide-react';
import { useEffect, useRef, type ReactNode } from 'react';
import { Button, Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useDrawer, type DrawerTabId } from '../state/drawer.ts';
import { IconButton } from '../ui/button.tsx';
import { DrawerEdge } from './drawer-edge.tsx';
import { TABS, useShownTab, type DrawerTab } from './tabs.ts';
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

function OpenDrawer(props: { readonly host: Host | undefined; readonly shown: DrawerTab }) {
  const { host, shown } = props;
  const { Body, Aside } = shown;
  return (
    <>
      <DrawerEdge />
      <Tabs
        className="drawer-tabs"
        selectedKey={shown.id}
        onSelectionChange={(key) => useDrawer.getState().show(key as DrawerTabId)}
      >
        <div className="drawer-row">
          <TabList aria-label="Below the map" className="drawer-list">
            {TABS.map((tab) => (
              <Tab key={tab.id} id={tab.id} className="ui-tab">
                <TabName tab={tab} host={host} />
              </Tab>
            ))}
          </TabList>
          {Aside && (
            <div className="drawer-aside">
              <Aside host={host} />
            </div>
          )}
          <Chevron label="Close the drawer">
            <ChevronDown />
          </Chevron>
        </div>
        <TabPanel id={shown.id} className="drawer-panel">
          <Body host={host} />
        </TabPanel>
      </Tabs>
    </>
  );
}

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

function TabName(props: { readonly tab: DrawerTab; readonly host: Host | undefined }) {
  const { name, Badge } = props.tab;
  return (
    <>
      {name}
      {Badge && <Badge host={props.host} />}
    </>
  );
}

function Chevron(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <IconButton label={props.label} keys="Ctrl+J" onPress={() => useDrawer.getState().toggle()}>
      <>{props.children}</>
    </IconButton>
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
