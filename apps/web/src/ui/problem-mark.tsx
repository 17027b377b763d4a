import type { Severity } from '@sluice/analysis';
import { Sign } from './signs.tsx';
import './problem-mark.css';

const MARKS = {
  broken: { sign: 'trouble', words: 'has a problem: does not work' },
  mistake: { sign: 'warning', words: 'has a problem: likely a mistake' },
  tidy: { sign: 'info', words: 'could be tighter' },
} as const satisfies Readonly<Record<Severity, unknown>>;

/** A small sign on a rule that has a problem; said aloud with the rule. */
export function ProblemMark(props: { readonly severity: Severity }) {
  const { sign, words } = MARKS[props.severity];
  return (
    <span className="ui-problem" title={words}>
      <Sign kind={sign} />
      <span className="unseen">{words}</span>
    </span>
  );
}
