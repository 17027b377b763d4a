import type { Revision } from '@sluice/protocol';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { useNow } from '../shell/live-dot.tsx';
import { authorWords, count } from '../shell/words.ts';
import { Keys } from '../ui/keys.tsx';
import { momentWords, titleOf } from './revision-words.ts';
import { placeOf, ticksBetween } from './time-axis.ts';
import './scrubber.css';

const TICKS = 9;

/** The line of time with a mark for each revision; the arrow keys go through them. */
export function Scrubber(props: {
  /** The newest first. */
  readonly revisions: readonly Revision[];
  readonly running: number | null;
  readonly chosen: number | null;
  readonly onChoose: (number: number | null) => void;
}) {
  const { revisions, running, chosen, onChoose } = props;
  const now = useNow(30_000);
  const from = revisions.at(-1)?.at ?? now;
  const shown = revisions.find(({ number }) => number === chosen);
  const percent = (at: number): string => `${placeOf(at, from, now) * 100}%`;
  return (
    <div className="scrubber">
      <div className="scrubber-line">
        <i className="scrubber-past" style={{ width: shown ? percent(shown.at) : '100%' }} />
        {ticksBetween(from, now, TICKS).map(({ at, words }) => (
          <span key={at} className="scrubber-tick" style={{ left: percent(at) }} aria-hidden="true">
            {words}
          </span>
        ))}
        <ListBox
          aria-label="Line of time"
          orientation="horizontal"
          selectionMode="single"
          selectionBehavior="replace"
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            onChoose(key === undefined ? null : Number(key));
          }}
        >
          {revisions.toReversed().map((revision) => (
            <ListBoxItem
              key={revision.number}
              id={revision.number}
              className={`scrubber-mark scrubber-mark-${lookOf(revision, running)}`}
              style={{ left: percent(revision.at) }}
              textValue={`Revision ${revision.number}: ${titleOf(revision)}, ${authorWords(revision.author)}`}
              aria-label={`Revision ${revision.number}: ${titleOf(revision)}, ${authorWords(revision.author)}`}
            />
          ))}
        </ListBox>
        {shown && (
          <span className="scrubber-head" style={{ left: percent(shown.at) }} aria-hidden="true">
            {momentWords(shown.at, now)} · r{shown.number}
          </span>
        )}
      </div>
      <p className="scrubber-foot">
        {count(revisions.length, 'revision')}, since {momentWords(from, now)}
        <span>
          <Keys chord="ArrowLeft" />
          <Keys chord="ArrowRight" /> earlier, later revision
        </span>
      </p>
    </div>
  );
}

function lookOf({ number, state, kind }: Revision, running: number | null): string {
  if (number === running) return 'running';
  return state === 'undone' ? 'undone' : kind;
}
