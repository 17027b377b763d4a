import type { Finding } from '@sluice/analysis';
import type { Host } from '@sluice/protocol';
import { useEffect, useId, useRef } from 'react';
import { Button as AriaButton, type ButtonProps } from 'react-aria-components';
import { count } from '../shell/words.ts';
import { useProblems } from '../state/problems.ts';
import { useSelection } from '../state/selection.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { Sign } from '../ui/signs.tsx';
import { CoveragePicture } from './coverage-picture.tsx';
import { goToProblem, problemAt } from './go-to-problem.ts';
import { IgnoreProblem } from './ignore-problem.tsx';
import { mendProblem } from './mend-problem.ts';
import { Sentence, SIGNS, WitnessPacket, witnessFate } from './problem-words.tsx';

type KeyboardEvent = Parameters<NonNullable<ButtonProps['onKeyDown']>>[0];

/** One problem: its sentence and the packet that shows it; opened also what mends it. */
export function ProblemItem(props: {
  readonly finding: Finding;
  readonly host: Host | undefined;
  readonly inTabOrder: boolean;
}) {
  const { finding, inTabOrder } = props;
  const { witness, severity, owner } = finding;
  const open = useProblems((state) => state.selected === finding.id);
  const isFresh = useProblems((state) => state.fresh.has(finding.id));
  const details = useId();
  const item = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (open) item.current?.scrollIntoView({ block: 'nearest' });
  }, [open]);
  return (
    <li ref={item} className={`problem problem-${severity}${open ? ' problem-open' : ''}`}>
      <AriaButton
        className="problem-head"
        aria-expanded={open}
        {...(open && { 'aria-controls': details })}
        excludeFromTabOrder={!inTabOrder}
        onKeyDown={onHeadKey}
        onPress={() => (open ? close() : goToProblem(finding, true))}
      >
        <Sign kind={SIGNS[severity]} />
        <span className="problem-sentence">
          <Sentence text={finding.sentence} />
          {isFresh && <em className="problem-fresh">new</em>}
        </span>
        <span className="problem-shown">
          {witness && <WitnessPacket witness={witness} />}
          <small>
            {witness ? witnessFate(witness) : 'shown by the calls alone'}
            {owner && `, written by ${owner.name}`}
          </small>
        </span>
      </AriaButton>
      {open && <Details id={details} finding={finding} host={props.host} />}
    </li>
  );
}

/** The arrows go through the problems; the focus goes along. */
function onHeadKey(event: KeyboardEvent): void {
  const { key, target } = event;
  const next = key === 'ArrowDown' ? problemAt(1) : key === 'ArrowUp' ? problemAt(-1) : undefined;
  if (!next || !(target instanceof Element)) return event.continuePropagation();
  const list = target.closest('.problems-scroll');
  goToProblem(next, true);
  requestAnimationFrame(() => list?.querySelector<HTMLElement>('.problem-head[aria-expanded=true]')?.focus());
}

function close(): void {
  useProblems.getState().select(null);
  useSelection.getState().select(null);
}

function Details(props: { readonly id: string; readonly finding: Finding; readonly host: Host | undefined }) {
  const { finding, host } = props;
  const { fix, owner, coverage } = finding;
  return (
    <div id={props.id} className="problem-details">
      {coverage && <CoveragePicture coverage={coverage} />}
      {fix ? (
        <p className={fix.keepsFates ? 'problem-fix problem-fix-proven' : 'problem-fix'}>
          <Sign kind={fix.keepsFates ? 'ok' : 'info'} />
          {fix.label}
          {fix.keepsFates ? ': nothing changes for any packet (proven)' : ': this changes what some packets meet'}
        </p>
      ) : (
        <p className="problem-fix">
          <Sign kind="info" />
          What is meant here only a person can say: there is no fix to propose.
        </p>
      )}
      {owner && <p className="problem-owner">{owner.name} writes these rules, and may undo what is mended here.</p>}
      <div className="problem-actions">
        {fix && (
          <Button look="primary" size="small" onPress={() => mendProblem(finding, true)}>
            Fix
            <Keys chord="F" />
          </Button>
        )}
        {host && <IgnoreProblem finding={finding} host={host} />}
        {fix && <small className="problem-adds">{count(fix.steps.length, 'step')} into the draft</small>}
      </div>
    </div>
  );
}
