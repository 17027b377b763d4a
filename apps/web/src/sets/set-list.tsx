import type { EditedSet } from '@sluice/draft';
import { useContext } from 'react';
import { Plus } from 'lucide-react';
import { Button, OverlayTriggerStateContext } from 'react-aria-components';
import { openSet, useHostSets, useSets, useSetUseCounts } from '../state/host-sets.ts';
import { count } from '../shell/words.ts';
import { usePanels } from '../state/panels.ts';
import { IconButton } from '../ui/button.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import './sets.css';

/** Height of a line (sets.css). */
const LINE = 29;

/** The sets of the host, to look into; nothing where the host cannot have any. */
export function SetList() {
  const sets = useSets();
  const absent = useHostSets((state) => state.absent);
  if (sets.length === 0) return <p className="rail-hint">{absent ?? 'No sets on this host.'}</p>;
  return <SetLines sets={sets} />;
}

function SetLines({ sets }: { readonly sets: readonly EditedSet[] }) {
  const uses = useSetUseCounts();
  return (
    <VirtualList
      label="Sets"
      className="sets-list"
      count={sets.length}
      size={LINE}
      name={(index) => sets[index]?.name ?? ''}
    >
      {(index) => {
        const set = sets[index];
        return set && <SetLine set={set} note={noteOf(set.members.length, uses.get(set.name) ?? 0)} />;
      }}
    </VirtualList>
  );
}

function SetLine(props: { readonly set: EditedSet; readonly note: string }) {
  const { set, note } = props;
  const { name } = set;
  const change = changeOfSet(set);
  // In a narrow window the list lies over the map, and makes room for what was chosen.
  const overlay = useContext(OverlayTriggerStateContext);
  const isOpen = useHostSets((state) => state.open === name);
  return (
    <Button
      className={isOpen ? 'sets-line sets-open' : 'sets-line'}
      aria-label={`Set ${name}, ${note}${change === 'same' ? '' : `, ${change}`}`}
      onPress={() => {
        openSet(name);
        overlay?.close();
      }}
    >
      <span className="mono">
        {change !== 'same' && <i className={`sets-sign sets-sign-${change}`}>{SIGNS[change]}</i>}
        {name}
      </span>
      <small>{note}</small>
    </Button>
  );
}

function noteOf(members: number, uses: number): string {
  return uses === 0 ? `${members.toLocaleString('en')} · not used` : members.toLocaleString('en');
}

const SIGNS = { added: '+', removed: '−', changed: '~' } as const;

/** What the draft does to a set. */
function changeOfSet({ edit }: EditedSet): 'same' | keyof typeof SIGNS {
  if (!edit) return 'same';
  return edit.created ? 'added' : edit.destroyed ? 'removed' : 'changed';
}

/** How many sets the host has, as the heading over them says it. */
export function useSetCount(): number {
  return useSets().length;
}

/** `12 members`, or `empty`. */
export function membersWords(members: number): string {
  return members === 0 ? 'empty' : count(members, 'member');
}

/** The heading over the list, and the way to a new set. */
export function SetsHead() {
  const total = useSetCount();
  const loaded = useHostSets((state) => state.hostId !== null && state.absent === null);
  return (
    <h2 className="rail-label">
      Sets
      <span className="sets-head-end">
        {total.toLocaleString('en')}
        {loaded && (
          <IconButton label="New set" onPress={() => usePanels.getState().open({ kind: 'newSet' })}>
            <Plus />
          </IconButton>
        )}
      </span>
    </h2>
  );
}
