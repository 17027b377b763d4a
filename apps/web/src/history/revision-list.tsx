import type { Host, Revision } from '@sluice/protocol';
import { ArrowLeft } from 'lucide-react';
import { ListBox, ListBoxItem } from 'react-aria-components';
import { useNow } from '../shell/live-dot.tsx';
import { authorWords } from '../shell/words.ts';
import { useDrawer } from '../state/drawer.ts';
import { useTimeTravel } from '../state/time-travel.ts';
import { IconButton } from '../ui/button.tsx';
import { Switch } from '../ui/switch.tsx';
import { countMarks, fateWords, momentWords, titleOf } from './revision-words.ts';
import { useRevisions } from './use-revisions.ts';
import './revision-list.css';

/** In place of the rail: every state that ran on the host, the newest on top. */
export function RevisionList(props: { readonly host: Host | undefined }) {
  const now = useNow(30_000);
  const { outside, showOutside, chosen, choose } = useTimeTravel();
  const { listed, running, more, error, waiting } = useRevisions(props.host);
  return (
    <nav className="revisions" aria-label="History">
      <header className="revisions-head">
        <IconButton label="Close the history" onPress={() => useDrawer.getState().close()}>
          <ArrowLeft />
        </IconButton>
        <h2>History</h2>
        <Switch on={outside} onChange={showOutside}>
          Outside changes
        </Switch>
      </header>
      {error ? (
        <p className="revisions-none" role="alert">
          <b>The history could not be read.</b> {error.message}
        </p>
      ) : listed.length === 0 ? (
        <p className="revisions-none">{waiting ? 'Reading the history…' : 'Nothing is written down yet.'}</p>
      ) : (
        <ListBox
          aria-label="Revisions"
          className="revisions-list"
          selectionMode="single"
          selectedKeys={chosen === null ? [] : [chosen]}
          onSelectionChange={(keys) => {
            const [key] = keys === 'all' ? [] : [...keys];
            choose(key === undefined ? null : Number(key));
          }}
        >
          {listed.map((revision) => (
            <ListBoxItem key={revision.number} id={revision.number} textValue={titleOf(revision)} className="revision">
              <Entry revision={revision} running={revision.number === running} now={now} />
            </ListBoxItem>
          ))}
        </ListBox>
      )}
      {more && <p className="revisions-none">Older revisions are kept; the export has them all.</p>}
    </nav>
  );
}

function Entry(props: { readonly revision: Revision; readonly running: boolean; readonly now: number }) {
  const { revision, running, now } = props;
  const fate = fateWords(revision);
  const kind = running ? 'running' : revision.state === 'undone' ? 'undone' : revision.kind;
  return (
    <>
      <i className={`revision-dot revision-dot-${kind}`} aria-hidden="true" />
      <span className="revision-line">
        <span className="revision-who">
          {revision.kind === 'first' ? 'as Sluice found it' : authorWords(revision.author)}
        </span>
        <time dateTime={new Date(revision.at).toISOString()}>{momentWords(revision.at, now)}</time>
      </span>
      <b className="revision-title">{titleOf(revision)}</b>
      <span className="revision-line">
        <span className="revision-marks">
          {countMarks(revision.counts).map(({ change, text }) => (
            <span key={change} className={`revision-mark revision-mark-${change}`} title={`${text.slice(1)} ${change}`}>
              {text}
            </span>
          ))}
          {fate !== null && <span className="revision-mark revision-mark-removed">{fate}</span>}
          {running && <span className="revision-mark revision-mark-added">running now</span>}
        </span>
        <small>{revision.kind === 'outside' ? `outside · r${revision.number}` : `r${revision.number}`}</small>
      </span>
    </>
  );
}
