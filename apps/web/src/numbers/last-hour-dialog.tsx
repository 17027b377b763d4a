import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { Button } from '../ui/button.tsx';
import { LastHour } from './last-hour.tsx';

/** The last hour of the host where there is no room for it beside the map. */
export function LastHourDialog(props: { readonly onClose: () => void }) {
  return (
    <Dialog title="The last hour" onClose={props.onClose} width={560}>
      <div className="hour-dialog">
        <LastHour onGo={props.onClose} />
      </div>
      <DialogButtons>
        <Button onPress={props.onClose}>Close</Button>
      </DialogButtons>
    </Dialog>
  );
}
