import { useNow } from '../shell/live-dot.tsx';
import { useProblems } from '../state/problems.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Keys } from '../ui/keys.tsx';
import { leftOutWords } from './problem-words.tsx';

/** What was looked at, when, and what was left out. */
export function ProblemsFoot() {
  const leftOut = useProblems((state) => state.leftOut);
  const isLast = useProblems((state) => state.findings.length > 0);
  return (
    <>
      {leftOut.length > 0 && (
        <ul className="problems-left-out" aria-label="Not looked at">
          {leftOut.map((each) => (
            <li key={each.why}>Not known of {leftOutWords(each)}.</li>
          ))}
        </ul>
      )}
      <footer className="insp-foot problems-foot">
        <Checked />
        {isLast && (
          <>
            <span>
              <Keys chord="F8" /> next problem
            </span>
            <span>
              <Keys chord="F" /> fix
            </span>
          </>
        )}
      </footer>
    </>
  );
}

function Checked() {
  const { at, progress } = useProblems();
  const drafted = useWorkspace((state) => state.cursor > 0);
  const past = useWorkspace((state) => state.past !== null);
  const now = useNow(1000);
  if (past) return <span>Of the rules now, not of the past that is shown.</span>;
  if (progress !== null) return <span>Looking: {Math.round(progress * 100)} %</span>;
  if (at === null) return <span />;
  const seconds = Math.max(0, Math.round((now - at) / 1000));
  const since = seconds < 5 ? 'just now' : seconds < 120 ? `${seconds} s ago` : `${Math.round(seconds / 60)} min ago`;
  return <span>{`Checked ${drafted ? 'with the draft' : 'as they run'}, ${since}`}</span>;
}
