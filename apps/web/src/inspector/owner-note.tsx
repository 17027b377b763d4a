import { findChain, type ChainRef, type Owner } from '@sluice/netfilter';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';

/** What happens to a change among the rules of a program, and where to make it instead. */
export function OwnerNote(props: { readonly owner: Owner }) {
  const { owner } = props;
  const place = useWorkspace(({ current }) =>
    owner.place && current && findChain(current, owner.place) ? owner.place : null,
  );
  return (
    <div className="insp-owner">
      <p>{owner.advice}</p>
      {place && (
        <Button size="small" onPress={() => show(place)}>
          Go to {place.chain}
        </Button>
      )}
    </div>
  );
}

function show({ table, chain }: ChainRef): void {
  useSelection.getState().select({ kind: 'chain', table, chain }, { reveal: true });
}
