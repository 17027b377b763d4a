import { useContext } from 'react';
import { Button, OverlayTriggerStateContext } from 'react-aria-components';
import { openSet, useHostSets, useSetUseCounts } from '../state/host-sets.ts';
import { count } from '../shell/words.ts';
import { VirtualList } from '../ui/virtual-list.tsx';
import './sets.css';

/** Height of a line (sets.css). */
const LINE = 29;

/** The sets of the host, to look into; nothing where the host cannot have any. */
export function SetList() {
  const live = useHostSets((state) => state.live);
  const uses = useSetUseCounts();
  const absent = useHostSets((state) => state.absent);
  if (live.length === 0) return <p className="rail-hint">{absent ?? 'No sets on this host.'}</p>;
  return (
    <VirtualList
      label="Sets"
      className="sets-list"
      count={live.length}
      size={() => LINE}
      name={(index) => live[index]?.name ?? ''}
    >
      {(index) => {
        const set = live[index];
        return set && <SetLine name={set.name} note={noteOf(set.members.length, uses.get(set.name) ?? 0)} />;
      }}
    </VirtualList>
  );
}

function SetLine(props: { readonly name: string; readonly note: string }) {
  const { name, note } = props;
  // In a narrow window the list lies over the map, and makes room for what was chosen.
  const overlay = useContext(OverlayTriggerStateContext);
  const isOpen = useHostSets((state) => state.open === name);
  return (
    <Button
      className={isOpen ? 'sets-line sets-open' : 'sets-line'}
      aria-label={`Set ${name}, ${note}`}
      onPress={() => {
        openSet(name);
        overlay?.close();
      }}
    >
      <span className="mono">{name}</span>
      <small>{note}</small>
    </Button>
  );
}

function noteOf(members: number, uses: number): string {
  return uses === 0 ? `${members.toLocaleString('en')} · not used` : members.toLocaleString('en');
}

/** How many sets the host has, as the heading over them says it. */
export function useSetCount(): number {
  return useHostSets((state) => state.live.length);
}

/** `12 members`, or `empty`. */
export function membersWords(members: number): string {
  return members === 0 ? 'empty' : count(members, 'member');
}
