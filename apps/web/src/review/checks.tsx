import type { Host, Review } from '@sluice/protocol';
import type { ReactNode } from 'react';
import type { Trouble } from '../api/request.ts';
import { count, FAMILY_NAMES, hasKernel } from '../shell/words.ts';
import { useProblems } from '../state/problems.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Sign } from '../ui/signs.tsx';
import { Lockout } from './lockout.tsx';
import type { OwnedChanges } from './owned-words.ts';
import type { ForecastState } from './use-forecast.ts';
import type { ReviewState } from './use-review.ts';
import './checks.css';

/** What was checked before applying; only what really was. */
export function Checks(props: {
  readonly host: Host;
  readonly state: ReviewState;
  readonly forecast: ForecastState;
  readonly owned: readonly OwnedChanges[];
  readonly refused: Trouble | null;
  readonly onShow: () => void;
}) {
  const { host, state, forecast, owned, refused, onShow } = props;
  // Without a kernel the plan is only computed.
  const real = hasKernel(host);
  return (
    <aside className="review-checks" aria-label="Checks">
      {refused && (
        <div className="review-refused" role="alert">
          <Check kind="trouble" title={refused.code === 'noAnswer' ? 'No answer' : 'Not applied'} code={refused.stderr}>
            {refused.message}
          </Check>
        </div>
      )}
      <h3 className="review-label">
        Checks
        <span className={`review-verdict review-verdict-${verdictOf(state).look}`}>{verdictOf(state).words}</span>
      </h3>
      <Results state={state} real={real} />
      <Problems />
      {owned.map(({ owner, chains }) => (
        <Check key={owner.id} kind="warning" title={`Rules of ${owner.name} are changed`}>
          {chains.join(', ')}. {owner.advice}
        </Check>
      ))}
      <Lockout host={host} state={forecast} onShow={onShow} />
      {real && <Promises />}
    </aside>
  );
}

/** What the draft does to what is wrong with the rules, in the family that is shown. */
function Problems() {
  const { findings, fresh, mended, progress, at } = useProblems();
  const family = useWorkspace((state) => state.family);
  const brought = findings.filter(({ id }) => fresh.has(id));
  if (at === null || progress !== null) return null;
  return (
    <>
      {brought.length > 0 && (
        <Check kind="warning" title={`The draft brings ${count(brought.length, 'problem')}`}>
          {brought.slice(0, MOST_TOLD).map(({ id, sentence }) => (
            <span key={id} className="review-problem">
              {sentence}
            </span>
          ))}
          {brought.length > MOST_TOLD && `and ${brought.length - MOST_TOLD} more, in ${FAMILY_NAMES[family]}.`}
        </Check>
      )}
      {mended.length > 0 && (
        <Check kind="ok" title={`The draft mends ${count(mended.length, 'problem')}`}>
          {FAMILY_NAMES[family]}: what was wrong there before is not wrong any more.
        </Check>
      )}
    </>
  );
}

const MOST_TOLD = 3;

function Promises() {
  return (
    <>
      <h3 className="review-label">While applying</h3>
      <Check kind="info" title="The way back is armed first">
        The host holds the timer and the rules of before, outside of Sluice&rsquo;s server.
      </Check>
      <Check kind="info" title="Read back and compared">
        If the host then holds anything else than what you see here, it rolls back at once.
      </Check>
      <Check kind="info" title="Counters stay">
        Only what changed is written; every other rule keeps its packets and bytes.
      </Check>
    </>
  );
}

function Results(props: { readonly state: ReviewState; readonly real: boolean }) {
  const { state, real } = props;
  switch (state.state) {
    case 'asking':
      return (
        <Check kind="busy" title="Trying it on a copy">
          The plan is restored over a copy of the live rules, in a scratch namespace of the real kernel.
        </Check>
      );
    case 'failed':
      return (
        <Check kind="trouble" title="It could not be checked" code={state.trouble.stderr}>
          {state.trouble.message}
        </Check>
      );
    case 'done':
      return <Report review={state.review} real={real} />;
  }
}

function Report(props: { readonly review: Review; readonly real: boolean }) {
  const { plans, problems, warnings, took, sets } = props.review;
  return (
    <>
      {problems.map((problem) => (
        <Check
          key={`${problem.family} ${problem.message}`}
          kind="trouble"
          title={`${FAMILY_NAMES[problem.family]}: ${TITLES[problem.code]}`}
          code={problem.stderr}
        >
          {problem.message}
          {problem.line !== undefined && ` Line ${problem.line} of the iptables-restore input.`}
        </Check>
      ))}
      {sets?.problem && (
        <Check kind="trouble" title="Sets: there is no way to apply it" code={sets.problem.stderr}>
          {sets.problem.message}
        </Check>
      )}
      {props.real && sets?.plan && !sets.problem && (
        <Check kind="ok" title="The sets are taken">
          <span className="mono">ipset restore</span> made them in a scratch namespace, before the rules that name them.
        </Check>
      )}
      {props.real && problems.length === 0 && plans.length > 0 && (
        <>
          <Check kind="ok" title="Accepted by the kernel">
            Dry run: <span className="mono">{plans.map(programOf).join(', ')}</span> over a copy of the live rules,{' '}
            {Math.round(took)} ms
          </Check>
          <Check kind="ok" title="Comes out as drafted">
            The copy was read back and holds exactly the rules on the right.
          </Check>
        </>
      )}
      {plans.map(({ family }) => (
        <Check key={family} kind="ok" title={`${FAMILY_NAMES[family]} plan is up to date`}>
          {props.real
            ? 'It was made against the rules that run on the host now.'
            : 'It was made against the rules of this example.'}
        </Check>
      ))}
      {warnings.map((warning) => (
        <Check key={warning} kind="warning" title={props.real ? 'The dry run could not know' : 'Not tried out'}>
          {warning}
        </Check>
      ))}
    </>
  );
}

function programOf(plan: Review['plans'][number]): string {
  return `${plan.family === 'ipv4' ? 'iptables' : 'ip6tables'}-${plan.backend}-restore`;
}

const TITLES: Readonly<Record<Review['problems'][number]['code'], string>> = {
  refused: 'the kernel refused it',
  differs: 'it would come out differently',
  unplannable: 'there is no way to apply it',
};

/** How many problems keep it from being applied. */
export function problemsOf({ problems, sets }: Review): number {
  return problems.length + (sets?.problem ? 1 : 0);
}

function verdictOf(state: ReviewState): { readonly look: 'ok' | 'trouble' | 'busy'; readonly words: string } {
  if (state.state === 'asking') return { look: 'busy', words: 'checking…' };
  if (state.state === 'failed') return { look: 'trouble', words: 'not checked' };
  const { warnings, plans, sets } = state.review;
  const problems = problemsOf(state.review);
  if (problems > 0) return { look: 'trouble', words: count(problems, 'problem') };
  if (plans.length === 0 && !sets) return { look: 'busy', words: 'nothing to check' };
  return { look: 'ok', words: warnings.length > 0 ? `passed, ${count(warnings.length, 'warning')}` : 'passed' };
}

function Check(props: {
  readonly kind: 'ok' | 'warning' | 'trouble' | 'info' | 'busy';
  readonly title: string;
  readonly children: ReactNode;
  readonly code?: string | undefined;
}) {
  return (
    <div className="review-check">
      <Sign kind={props.kind} />
      <div>
        <b>{props.title}</b>
        <p>{props.children}</p>
        {props.code !== undefined && <pre className="mono">{props.code}</pre>}
      </div>
    </div>
  );
}
