import { Tab, TabList, TabPanel, Tabs as AriaTabs } from 'react-aria-components';
import type { ReactNode } from 'react';
import './tabs.css';

/** Panels of which one is seen, each with its tab. */
export function Tabs(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (id: string) => void;
  readonly tabs: readonly { readonly id: string; readonly name: ReactNode; readonly panel: ReactNode }[];
  /** Stands at the right end of the tabs' line. */
  readonly aside?: ReactNode;
}) {
  return (
    <AriaTabs className="ui-tabs" selectedKey={props.value} onSelectionChange={(key) => props.onChange(String(key))}>
      <div className="ui-tabs-line">
        <TabList aria-label={props.label} className="ui-tabs-list">
          {props.tabs.map((tab) => (
            <Tab key={tab.id} id={tab.id} className="ui-tab">
              {tab.name}
            </Tab>
          ))}
        </TabList>
        {props.aside}
      </div>
      {props.tabs.map((tab) => (
        <TabPanel key={tab.id} id={tab.id} className="ui-tab-panel">
          {tab.panel}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
