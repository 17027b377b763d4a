import { TABLES, type TableName } from '@sluice/netfilter';
import { Boxes, Plus, Search } from 'lucide-react';
import { useState } from 'react';
import { DialogTrigger, Popover, Dialog as AriaDialog, ToggleButton } from 'react-aria-components';
import { Waypoints } from 'lucide-react';
import { SetList, SetsHead, useSetCount } from '../sets/set-list.tsx';
import { usePanels } from '../state/panels.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { FilterField } from '../ui/filter-field.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { Tip } from '../ui/tip.tsx';
import { useMedia } from '../ui/use-media.ts';
import { ChainList } from './chain-list.tsx';
import { useChainCount } from './custom-chains.ts';
import { ViewSwitch } from './view-switch.tsx';
import './rail.css';

/** Left of the map: which tables are shown, and the chains that a person can call. */
export function Rail() {
  return useMedia('(max-width: 1439px)') ? <NarrowRail /> : <WideRail />;
}

function WideRail() {
  const [filter, setFilter] = useState('');
  const total = useChainCount();
  return (
    <nav className="rail" aria-label="Tables and chains">
      <ViewSwitch narrow={false} />
      <section>
        <h2 className="rail-label">Tables</h2>
        <div className="rail-tables">
          {TABLES.map((table) => (
            <TableChip key={table} table={table} />
          ))}
        </div>
      </section>
      <section className="rail-chains">
        <h2 className="rail-label">
          Custom chains<span>{total.toLocaleString('en')}</span>
        </h2>
        <FilterField label="Filter chains" value={filter} onChange={setFilter} />
        <ChainList filter={filter} />
      </section>
      <section className="rail-sets">
        <SetsHead />
        <SetList />
      </section>
      <NewChainButton />
    </nav>
  );
}

/** The same in a small column, where the map needs the room. */
export function NarrowRail() {
  const [filter, setFilter] = useState('');
  const total = useChainCount();
  const sets = useSetCount();
  return (
    <nav className="rail rail-narrow" aria-label="Tables and chains">
      <ViewSwitch narrow />
      {TABLES.map((table) => (
        <Tip key={table} text={`Show or dim ${table}`}>
          <TableSquare table={table} />
        </Tip>
      ))}
      <hr />
      <DialogTrigger>
        <span className="rail-count">
          <IconButton label={`Custom chains, ${total}`}>
            <Waypoints />
          </IconButton>
          <em aria-hidden="true">{total}</em>
        </span>
        <Popover className="ui-popover rail-popover" placement="right top" offset={8}>
          <AriaDialog className="rail-popover-body" aria-label="Custom chains">
            <h2 className="rail-label">
              Custom chains<span>{total.toLocaleString('en')}</span>
            </h2>
            <FilterField label="Filter chains" value={filter} onChange={setFilter} />
            <ChainList filter={filter} />
          </AriaDialog>
        </Popover>
      </DialogTrigger>
      <DialogTrigger>
        <span className="rail-count">
          <IconButton label={`Sets, ${sets}`}>
            <Boxes />
          </IconButton>
          <em aria-hidden="true">{sets}</em>
        </span>
        <Popover className="ui-popover rail-popover" placement="right top" offset={8}>
          <AriaDialog className="rail-popover-body" aria-label="Sets">
            <SetsHead />
            <SetList />
          </AriaDialog>
        </Popover>
      </DialogTrigger>
      <IconButton label="Search" keys="Ctrl+K" onPress={() => usePanels.getState().open({ kind: 'palette' })}>
        <Search />
      </IconButton>
      <span className="rail-space" />
      <IconButton label="New chain" onPress={() => usePanels.getState().open({ kind: 'newChain' })}>
        <Plus />
      </IconButton>
    </nav>
  );
}

function TableChip(props: { readonly table: TableName }) {
  const { table } = props;
  const shown = useView((state) => !state.hiddenTables.has(table));
  return (
    <ToggleButton
      className={`rail-chip ui-table-${table}`}
      isSelected={shown}
      onChange={() => useView.getState().toggleTable(table)}
    >
      <TableMark table={table} />
      {table}
    </ToggleButton>
  );
}

function TableSquare(props: { readonly table: TableName }) {
  const { table, ...rest } = props;
  const shown = useView((state) => !state.hiddenTables.has(table));
  return (
    <ToggleButton
      {...rest}
      className="rail-square"
      aria-label={table}
      isSelected={shown}
      onChange={() => useView.getState().toggleTable(table)}
    >
      <TableMark table={table} />
    </ToggleButton>
  );
}

function NewChainButton() {
  const loaded = useWorkspace((state) => state.current !== null);
  return (
    <div className="rail-new">
      <Button isDisabled={!loaded} onPress={() => usePanels.getState().open({ kind: 'newChain' })}>
        <Plus size={13} />
        New chain
      </Button>
    </div>
  );
}
