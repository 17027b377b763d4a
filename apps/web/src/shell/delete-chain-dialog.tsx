import type { ChainRef } from '@sluice/netfilter';
import { callersOf } from '../state/callers.ts';
import { removeChain } from '../state/edits.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { count } from './words.ts';

const MOST_NAMED = 4;

/** A chain that goes takes the rules that call it along, so the person chooses: with them, or not at all. */
export function DeleteChainDialog(props: { readonly place: ChainRef; readonly onClose: () => void }) {
  const { place } = props;
  const callers = callersOf(
    useWorkspace((state) => state.current),
    place,
  );
  const named = callers.slice(0, MOST_NAMED).map(({ caller, index }) => `${caller} rule ${index + 1}`);
  const more = callers.length - named.length;
  const calls = count(callers.length, 'call');
  return (
    <Dialog title={`Delete ${place.chain} and its ${calls}?`} onClose={props.onClose}>
      <p className="ui-dialog-text">
        {place.chain} is called by {named.join(', ')}
        {more > 0 && ` and ${count(more, 'more rule')}`}. iptables keeps no rule that calls a chain which is not there:
        {callers.length === 1 ? ' that rule' : ' those rules'} would be deleted too.
      </p>
      <DialogButtons>
        <Button onPress={props.onClose}>Keep the chain</Button>
        <Button
          look="danger"
          onPress={() => {
            if (removeChain(place)) props.onClose();
          }}
        >
          Delete the chain and its {calls}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
