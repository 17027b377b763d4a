import { summarize, targetClass, type Phrase, type Rule } from '@sluice/netfilter';
import { Marked } from './marked.tsx';
import { Pill, type PillTone } from './pill.tsx';
import './rule-line.css';

/** A rule in its short words: what it matches, and what it then does. */
export function RuleLine(props: {
  readonly rule: Rule;
  readonly isChain: (name: string) => boolean;
  /** Words to mark, as they were searched for. */
  readonly marked?: RegExp | null;
}) {
  const { rule, isChain, marked = null } = props;
  return (
    <span className="ui-rule">
      <RuleMatch rule={rule} marked={marked} />
      <TargetPill rule={rule} isChain={isChain} />
    </span>
  );
}

/** What a rule matches, in its short words. */
function RuleMatch(props: { readonly rule: Rule; readonly marked: RegExp | null }) {
  const { phrases, more } = summarize(props.rule.spec);
  return (
    <span className="ui-rule-match mono">
      <Phrases phrases={phrases} marked={props.marked} />
      {more > 0 && <span className="ui-rule-keyword">+{more}</span>}
    </span>
  );
}

/** Words of a rule: keywords fainter than values. */
export function Phrases(props: { readonly phrases: readonly Phrase[]; readonly marked?: RegExp | null }) {
  const { phrases, marked = null } = props;
  return phrases.map((phrase, index) => (
    <span key={index} className={`ui-rule-${phrase.role}`}>
      <Marked text={phrase.text} wanted={marked} />{' '}
    </span>
  ));
}

/** Marks a rule that cannot be one, beside its red words. */
export function FaultMark(props: { readonly reason: string }) {
  return (
    <span className="ui-rule-flag">
      <span aria-hidden="true">!</span>
      <span className="unseen">Cannot be applied: {props.reason}</span>
    </span>
  );
}

/** What a rule does, as a word on its tint. */
export function TargetPill(props: { readonly rule: Pick<Rule, 'spec'>; readonly isChain: (name: string) => boolean }) {
  const { target } = props.rule.spec;
  if (!target) return <Pill tone="grey">counts</Pill>;
  const kind = targetClass(target, props.isChain);
  const calls = kind === 'jump' || kind === 'goto';
  return (
    <Pill tone={targetTone(kind)} mono={calls}>
      {calls ? `${kind === 'goto' ? '⇒' : '→'} ${target.name}` : target.name}
    </Pill>
  );
}

/** The colour that goes with a kind of target. */
export function targetTone(kind: ReturnType<typeof targetClass>): PillTone {
  return TONES[kind];
}

const TONES: Readonly<Record<ReturnType<typeof targetClass>, PillTone>> = {
  accept: 'green',
  drop: 'red',
  reject: 'orange',
  log: 'cyan',
  nat: 'violet',
  return: 'grey',
  jump: 'indigo',
  goto: 'indigo',
  none: 'grey',
  other: 'grey',
};
