import { History } from 'lucide-react';
import { useTimeTravel } from '../state/time-travel.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import './past-banner.css';

/** Over the rules while they are those of another moment: which one, what is marked, and the way back. */
export function PastBanner() {
  const number = useWorkspace((state) => state.past?.number);
  const against = useTimeTravel((state) => state.against);
  if (number === undefined) return null;
  return (
    <output className="past-banner">
      <History size={14} aria-hidden="true" />
      <b>The rules as they were after revision {number}</b>
      <span>marked: {against === null ? `what ${number} changed` : `what differs from ${against}`}</span>
      <Button look="link" size="small" onPress={() => useTimeTravel.getState().choose(null)}>
        Back to now
      </Button>
    </output>
  );
}
