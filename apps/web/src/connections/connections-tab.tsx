import type { Host } from '@sluice/protocol';
import { useMemo } from 'react';
import { ToggleButton } from 'react-aria-components';
import { count } from '../shell/words.ts';
import { useConnectionView } from '../state/connection-view.ts';
import { FilterField } from '../ui/filter-field.tsx';
import { Switch } from '../ui/switch.tsx';
import { CONNECTION_KINDS, filterConnections, inOrder } from './connection-filter.ts';
import { ConnectionTable } from './connection-table.tsx';
import { useLetIn } from './let-in.ts';
import { useConnections, type Connections } from './use-connections.ts';
import './connections.css';

/** Below the map: what the kernel remembers of connections, both ways, and which rule let each of them in. */
export function ConnectionsTab(_props: { readonly host: Host | undefined }) {
  const connections = useConnections();
  const { typed, paused, type, pause } = useConnectionView();
  const shown = useMemo(() => inOrder(filterConnections(connections.all, typed)), [connections.all, typed]);
  const judge = useLetIn(connections.route);
  return (
    <div className="conn">
      <div className="conn-bar">
        <FilterField label="Any address, port or state" value={typed} onChange={type} />
        {CONNECTION_KINDS.map(({ id, label, holds }) => (
          <ToggleButton
            key={id}
            className="conn-kind"
            isSelected={typed.toLowerCase().split(/\s+/).includes(id)}
            onChange={(on) => type(on ? `${typed} ${id}`.trim() : without(typed, id))}
          >
            {label} <b>{connections.all.filter(holds).length.toLocaleString('en')}</b>
          </ToggleButton>
        ))}
        <span className="conn-space" />
        <span className="conn-total">{totalWords(connections)}</span>
        <Switch on={paused} onChange={pause}>
          Pause
        </Switch>
      </div>
      {shown.length > 0 ? (
        <ConnectionTable connections={shown} judge={judge} />
      ) : (
        <p className="conn-none">{noneWords(connections, typed)}</p>
      )}
    </div>
  );
}

function without(typed: string, word: string): string {
  return typed
    .split(/\s+/)
    .filter((each) => each.toLowerCase() !== word)
    .join(' ');
}

function totalWords({ all, total, most }: Connections): string {
  const listed = total > all.length ? `${all.length.toLocaleString('en')} listed of ` : '';
  const room = most === null ? '' : ` of ${most.toLocaleString('en')} that fit`;
  return `${listed}${count(total, 'connection')}${room}`;
}

function noneWords({ all, absent, isLoading }: Connections, typed: string): string {
  if (absent !== null) return absent;
  if (isLoading) return 'Reading the connections…';
  if (all.length > 0) return `No connection is about “${typed}”.`;
  return 'The kernel remembers no connection. It begins to when a rule asks for a connection (ctstate, NAT, MASQUERADE).';
}
