import type { Host } from '@sluice/protocol';
import { Search, Undo2, Redo2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import { runById } from '../commands/keyboard.ts';
import { useDraftCounts } from '../state/use-draft-counts.ts';
import { usePanels } from '../state/panels.ts';
import { useTrial } from '../state/trial.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { Logo } from '../ui/logo.tsx';
import { afterFirstPicture } from '../ui/later.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { DraftPill } from './draft-pill.tsx';
import { HostSwitch } from './host-switch.tsx';
import { LiveDot } from './live-dot.tsx';
import { PersonMenu } from './person-menu.tsx';
import './top-bar.css';

const PeopleHere = afterFirstPicture(async () => (await import('./people-here.tsx')).PeopleHere);

/** The bar above everything: which host, which family, is it live, find, and what to do with the draft. */
export function TopBar(props: { readonly hosts: readonly Host[]; readonly host: Host | undefined }) {
  const { hosts, host } = props;
  return (
    <header className="top">
      <h1 className="top-logo" aria-label="Sluice">
        <Logo />
        <span>Sluice</span>
      </h1>
      <HostSwitch hosts={hosts} host={host} />
      <FamilySwitch host={host} />
      <LiveDot host={host} />
      <div className="top-search">
        <AriaButton className="top-search-button" onPress={() => usePanels.getState().open({ kind: 'palette' })}>
          <Search />
          <span>Search rules, chains, commands…</span>
          <Keys chord="Ctrl+K" />
        </AriaButton>
      </div>
      <DraftButtons />
      <PeopleHere />
      <PersonMenu />
    </header>
  );
}

function FamilySwitch(props: { readonly host: Host | undefined }) {
  const { host } = props;
  const family = useWorkspace((state) => state.family);
  const has = (wanted: 'ipv4' | 'ipv6') => host?.families.some((entry) => entry.family === wanted) !== false;
  return (
    <Segmented
      label="Address family"
      value={family}
      options={[
        { id: 'ipv4', name: 'IPv4', disabled: !has('ipv4') },
        { id: 'ipv6', name: 'IPv6', disabled: !has('ipv6') },
      ]}
      onChange={(chosen) => {
        const { hostId, open } = useWorkspace.getState();
        if (hostId !== null) open(hostId, chosen);
        useSelection.getState().select(null);
      }}
    />
  );
}

function DraftButtons() {
  const undoable = useWorkspace(({ groups, cursor, trial }) =>
    cursor > trial ? groups[cursor - 1]?.label : undefined,
  );
  const redoable = useWorkspace((state) => state.groups[state.cursor]?.label);
  const { total } = useDraftCounts();
  const onTrial = useTrial((state) => state.pending !== null);
  return (
    <div className="top-draft">
      <IconButton
        label={undoable === undefined ? 'Undo' : `Undo: ${undoable}`}
        keys="Ctrl+Z"
        isDisabled={undoable === undefined}
        onPress={() => runById('draft.undo')}
      >
        <Undo2 />
      </IconButton>
      <IconButton
        label={redoable === undefined ? 'Redo' : `Redo: ${redoable}`}
        keys="Ctrl+Shift+Z"
        isDisabled={redoable === undefined}
        onPress={() => runById('draft.redo')}
      >
        <Redo2 />
      </IconButton>
      <DraftPill />
      {!onTrial && (
        <Button look="primary" isDisabled={total === 0} onPress={() => runById('draft.review')}>
          Review &amp; apply
        </Button>
      )}
    </div>
  );
}
