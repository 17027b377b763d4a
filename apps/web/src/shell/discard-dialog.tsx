import { FAMILIES } from '@sluice/netfilter';
import { useDraftCounts } from '../state/use-draft-counts.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { count, FAMILY_NAMES } from './words.ts';

/** Asks before a draft is thrown away: this cannot be undone. */
export function DiscardDialog(props: { readonly onClose: () => void }) {
  const counts = useDraftCounts();
  const families = FAMILIES.filter((family) => counts[family] > 0);
  const discard = (): void => {
    const state = useWorkspace.getState();
    for (const family of FAMILIES) {
      const { shown, trial } = sliceOf(state, family);
      if (shown.groups.length > trial) state.discard(family);
    }
    props.onClose();
  };
  return (
    <Dialog title="Discard the draft?" onClose={props.onClose}>
      <p className="ui-dialog-text">
        {families.length === 0
          ? 'The draft holds no change now, but steps that redo could bring back. They are gone after this.'
          : `${families.map((family) => `${count(counts[family], 'change')} in ${FAMILY_NAMES[family]}`).join(' and ')} will be gone, for everyone who works on this draft. The rules on the host stay as they are.`}
      </p>
      <DialogButtons>
        <Button onPress={props.onClose}>Keep the draft</Button>
        <Button look="danger" onPress={discard}>
          Discard
        </Button>
      </DialogButtons>
    </Dialog>
  );
}
