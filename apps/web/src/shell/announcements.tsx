import { useAnnouncer } from '../state/announcer.ts';

/** Says for a screen reader what an edit did: once on the page. */
export function Announcements() {
  const { words, times } = useAnnouncer();
  return (
    <output className="unseen" aria-live="polite">
      <span key={times}>{words}</span>
    </output>
  );
}
