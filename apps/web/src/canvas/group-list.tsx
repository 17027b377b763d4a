import { useMemo, useState } from 'react';
import { Button } from 'react-aria-components';
import { countFound, restNow, useFind } from '../find/find-state.ts';
import { FoundCount } from '../find/found-count.tsx';
import { cardId, chainRef, type GroupCard } from '../projection/model.ts';
import { count } from '../shell/words.ts';
import { useSelection } from '../state/selection.ts';
import { FilterField } from '../ui/filter-field.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { useMapState } from './map-state.ts';

const LINE = 28;

/** The chains of a group by name, to open one of them on the map. */
export function GroupList(props: { readonly group: GroupCard; readonly onDone: () => void }) {
  const { group, onDone } = props;
  const [filter, setFilter] = useState('');
  const openedByHand = useMapState((state) => state.opened);
  const opened = group.apart.filter((id) => openedByHand.has(id));
  const wanted = filter.trim().toLowerCase();
  const search = useFind();
  const found = useMemo(() => {
    const named = group.members.filter(({ chain }) => chain.name.toLowerCase().includes(wanted));
    const hit = named.filter(({ id }) => search.chains.has(id));
    if (restNow(search) === 'hidden') return hit;
    return hit.length === 0 ? named : [...hit, ...named.filter(({ id }) => !search.chains.has(id))];
  }, [group, wanted, search]);
  const open = (chain: string): void => {
    // Whatever is selected has a card: that takes it out of the group.
    useSelection.getState().select({ kind: 'chain', table: group.table, chain }, { reveal: true });
    onDone();
  };
  const gather = (): void => {
    const { selected, select } = useSelection.getState();
    // What is selected would leave the group again at once.
    if (selected && opened.includes(cardId(selected))) select(null);
    useMapState.getState().gatherAgain(opened);
    onDone();
  };
  return (
    <>
      <h2 className="group-title">
        {group.table} / {group.label}
        <span>{count(group.members.length, 'chain')}</span>
      </h2>
      <FilterField
        label="Filter the chains of this group"
        placeholder="Filter chains"
        // The popover opens to look for a chain.
        takesFocus
        value={filter}
        onChange={setFilter}
        onEnter={() => found[0] && open(found[0].chain.name)}
      />
      {found.length === 0 ? (
        <p className="rail-hint">No chain of this group has “{filter}” in its name.</p>
      ) : (
        <VirtualList
          label={`Chains of ${group.label}`}
          className="group-list"
          count={found.length}
          size={LINE}
          name={(index) => found[index]?.id ?? ''}
        >
          {(index) => {
            const member = found[index];
            if (!member) return null;
            const { id, chain } = member;
            return (
              <Button className="group-chain" onPress={() => open(chain.name)}>
                <span className="mono">{chain.name}</span>
                <FoundCount count={countFound(search, chainRef(id))} />
                <small>{count(chain.rules.length, 'rule')}</small>
              </Button>
            );
          }}
        </VirtualList>
      )}
      <p className="group-note">
        A chain that you open gets its own card on the map.
        {opened.length > 0 && (
          <Button className="group-again" onPress={gather}>
            Put {count(opened.length, 'opened chain')} back
          </Button>
        )}
      </p>
    </>
  );
}
