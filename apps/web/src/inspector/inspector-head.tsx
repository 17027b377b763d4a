import type { TableName } from '@sluice/netfilter';
import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useSelection } from '../state/selection.ts';
import { IconButton } from '../ui/button.tsx';
import { TableMark } from '../ui/table-mark.tsx';

/** Where the selected thing stands, and what it is. */
export function InspectorHead(props: {
  readonly table: TableName;
  readonly chain: string;
  readonly title: string;
  readonly children?: ReactNode;
}) {
  const { table, chain } = props;
  return (
    <header className="insp-head">
      <div className="insp-path">
        <TableMark table={table} />
        <span>{table} /</span>
        <Button
          className="insp-path-chain"
          onPress={() => useSelection.getState().select({ kind: 'chain', table, chain }, { reveal: true })}
        >
          {chain}
        </Button>
        <IconButton label="Close" keys="Escape" onPress={() => useSelection.getState().select(null)}>
          <X />
        </IconButton>
      </div>
      <div className="insp-title">
        <h2>{props.title}</h2>
        {props.children}
      </div>
    </header>
  );
}

/** What an edit means now. */
export function TrialNote() {
  return (
    <p className="insp-trial">
      On trial until the rules are kept or rolled back. What you edit now is a new draft on top of them.
    </p>
  );
}
