import { Button } from 'react-aria-components';
import { runById } from '../commands/keyboard.ts';
import { useDraftCounts } from '../state/use-draft-counts.ts';
import { secondsLeft, useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Tip } from '../ui/tip.tsx';
import { count, FAMILY_NAMES } from './words.ts';

/** How much the draft changes; a press goes from change to change. During a trial: how long it still runs. */
export function DraftPill() {
  const counts = useDraftCounts();
  const family = useWorkspace((state) => state.family);
  const left = useTrial((state) => (state.pending ? secondsLeft(state) : null));
  if (left !== null) {
    return (
      <span className="top-pill top-pill-trial">
        <i aria-hidden="true" />
        on trial · {left} s{counts.total > 0 && ` · ${count(counts.total, 'change')} since`}
      </span>
    );
  }
  if (counts.total === 0) return <span className="top-pill top-pill-none">No changes</span>;
  const other = family === 'ipv4' ? 'ipv6' : 'ipv4';
  const elsewhere = counts[other] > 0 ? `, ${counts[other]} of them in ${FAMILY_NAMES[other]}` : '';
  return (
    <Tip text={`Go to the next change${elsewhere}`} keys="F9">
      <Button className="top-pill" onPress={() => runById('draft.next')}>
        <i aria-hidden="true" />
        {count(counts.total, 'change')}
      </Button>
    </Tip>
  );
}
