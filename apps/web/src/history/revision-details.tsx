import type { Family } from '@sluice/netfilter';
import type { Host, Revision } from '@sluice/protocol';
import { Download, History, X } from 'lucide-react';
import { useMemo } from 'react';
import { getHistoryExport } from '../api/calls.ts';
import { request } from '../api/request.ts';
import { ChangesPanel } from '../review/changes-panel.tsx';
import type { ColumnNames } from '../review/family-changes.ts';
import { authorWords, count } from '../shell/words.ts';
import { useTimeTravel } from '../state/time-travel.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Select } from '../ui/choice.tsx';
import { saveFile } from '../ui/take-away.ts';
import { toast } from '../ui/toast.tsx';
import { FindingsThen } from './findings-then.tsx';
import { restoreAsDraft, restoringSteps } from './restore.ts';
import { authorSource, fateWords, fullMoment, spanWords, titleOf } from './revision-words.ts';
import { useComparison, type Comparison } from './use-comparison.ts';
import { useRevisions } from './use-revisions.ts';
import './revision-details.css';

/** In place of the inspector: the chosen revision, what it changed, and what can be done with it. */
export function RevisionDetails(props: { readonly host: Host | undefined }) {
  const { host } = props;
  const comparison = useComparison(host);
  return (
    <aside className="insp revision-details" aria-label="Revision">
      {comparison ? <Chosen host={host} comparison={comparison} /> : <NoneChosen host={host} />}
      <footer className="insp-foot">
        {host && (
          <Button size="small" look="quiet" onPress={() => void exportHistory(host)}>
            <Download size={13} />
            Export the whole history
          </Button>
        )}
      </footer>
    </aside>
  );
}

function NoneChosen(props: { readonly host: Host | undefined }) {
  return (
    <>
      <header className="insp-head">
        <div className="insp-path">{props.host?.name ?? 'No host'}</div>
        <div className="insp-title">
          <h2>No revision chosen</h2>
        </div>
      </header>
      <div className="insp-scroll">
        <div className="insp-form">
          <p className="insp-help">
            Choose a revision in the list or on the line of time: the map shows the rules as they were then, with what
            it changed. Nothing reaches the host by looking.
          </p>
        </div>
      </div>
    </>
  );
}

function Chosen(props: { readonly host: Host | undefined; readonly comparison: Comparison }) {
  const { host, comparison } = props;
  const { shown, against, changes, past, error } = comparison;
  return (
    <>
      <header className="insp-head">
        <div className="insp-path">
          Revision {shown.number}
          <IconButton label="Back to now" onPress={() => useTimeTravel.getState().choose(null)}>
            <X />
          </IconButton>
        </div>
        <div className="insp-title">
          <h2>{titleOf(shown)}</h2>
        </div>
      </header>
      <div className="insp-scroll">
        <section className="insp-section">
          <Facts host={host} revision={shown} />
          <div className="revision-actions">
            <Button
              look="primary"
              isDisabled={changes === null || error !== null}
              onPress={() => restoreAsDraft(shown.number, past)}
            >
              <History size={14} />
              Restore as draft
            </Button>
            <Against host={host} shown={shown} against={against} />
          </div>
        </section>
        <section className="insp-section revision-diff">
          <h3 className="insp-label">{against ? `From ${against.number} to ${shown.number}` : 'The first state'}</h3>
          {error !== null ? (
            <p className="insp-help" role="alert">
              {error.message}
            </p>
          ) : changes === null ? (
            <p className="insp-help">Reading the rules…</p>
          ) : (
            <ChangesPanel
              families={changes}
              columns={columnsOf(comparison)}
              layout="inline"
              none={against ? 'The rules are the same.' : 'There is nothing before it to compare with.'}
            />
          )}
        </section>
        {changes !== null && <FindingsThen host={host} comparison={comparison} />}
        {changes !== null && <IfRestored comparison={comparison} />}
      </div>
    </>
  );
}

/** The names of the two columns of a comparison of revisions. */
export function columnsOf({ shown, against }: Comparison): (family: Family) => ColumnNames {
  return () => ({ before: `Revision ${against?.number ?? ''}`.trim(), after: `Revision ${shown.number}` });
}

function Facts(props: { readonly host: Host | undefined; readonly revision: Revision }) {
  const { host, revision } = props;
  const { author, at, kind, state, decidedAfter, window, rules } = revision;
  const { all } = useRevisions(host);
  const next = all.findLast((each) => each.number > revision.number && each.state !== 'undone');
  const fate = fateWords(revision);
  return (
    <dl className="insp-facts">
      {kind !== 'first' && (
        <>
          <dt>By</dt>
          <dd>
            {authorWords(author)} <small>{authorSource(author)}</small>
          </dd>
        </>
      )}
      <dt>When</dt>
      <dd>{fullMoment(at)}</dd>
      {fate !== null ? (
        <>
          <dt>Now</dt>
          <dd>{fate}</dd>
        </>
      ) : (
        decidedAfter !== null && (
          <>
            <dt>Kept</dt>
            <dd>
              after {spanWords(decidedAfter)}
              {window !== null && ` of ${spanWords(window)}`}
            </dd>
          </>
        )
      )}
      {state === 'stood' && next && (
        <>
          <dt>In force</dt>
          <dd>{spanWords(next.at - at)}</dd>
        </>
      )}
      <dt>Rules</dt>
      <dd>{count(rules, 'rule')}</dd>
    </dl>
  );
}

const BEFORE = 'before';

function Against(props: {
  readonly host: Host | undefined;
  readonly shown: Revision;
  readonly against: Revision | null;
}) {
  const { host, shown } = props;
  const { all, running } = useRevisions(host);
  const chosen = useTimeTravel((state) => state.against);
  const options = [
    { id: BEFORE, name: 'the state before it' },
    ...all
      .filter(({ number }) => number !== shown.number)
      .map((each) => ({
        id: String(each.number),
        name: `r${each.number} ${titleOf(each)}`,
        note: each.number === running ? 'running now' : undefined,
      })),
  ];
  return (
    <Select
      label="Compare with"
      value={chosen === null ? BEFORE : String(chosen)}
      options={options}
      onChange={(id) => useTimeTravel.getState().compareWith(id === BEFORE ? null : Number(id))}
    />
  );
}

function IfRestored(props: { readonly comparison: Comparison }) {
  const { past } = props.comparison;
  const steps = useMemo(() => Object.values(restoringSteps(past)).reduce((sum, each) => sum + each.length, 0), [past]);
  return (
    <section className="insp-section">
      <h3 className="insp-label">If you restore it</h3>
      <p className="insp-help">
        {steps === 0
          ? 'Nothing of yours differs from what runs now.'
          : `The draft gets ${count(steps, 'step')}. What other programs hold now, bans and containers for example, is kept.`}{' '}
        Nothing reaches the host.
      </p>
    </section>
  );
}

async function exportHistory(host: Host): Promise<void> {
  const result = await request(getHistoryExport(host.id));
  if (!result.ok) {
    toast({ tone: 'trouble', title: 'The history was not exported', text: result.error.message });
    return;
  }
  saveFile(`${host.name.replace(/[^\w.-]+/g, '-')}-history.json`, `${JSON.stringify(result.value, null, 1)}\n`);
}
