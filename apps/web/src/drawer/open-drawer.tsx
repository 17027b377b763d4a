import type { Host } from '@sluice/protocol';
import { ChevronDown } from 'lucide-react';
import { Tab, TabList, TabPanel, Tabs } from 'react-aria-components';
import { useDrawer, type DrawerTabId } from '../state/drawer.ts';
import { DrawerEdge } from './drawer-edge.tsx';
import { Chevron, TabName } from './tab-row.tsx';
import { TABS, type DrawerTab } from './tabs.ts';

/** The drawer with its tabs and what the shown one holds. */
export function OpenDrawer(props: { readonly host: Host | undefined; readonly shown: DrawerTab }) {
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
