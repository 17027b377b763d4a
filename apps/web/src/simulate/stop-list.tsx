import { findRule, type Ruleset } from '@sluice/netfilter';
import { Button, Disclosure, DisclosurePanel, Heading } from 'react-aria-components';
import { count } from '../shell/words.ts';
import { cardId } from '../projection/model.ts';
import { useSelection } from '../state/selection.ts';
import { TargetPill } from '../ui/rule-line.tsx';
import type { Answer } from './use-answer.ts';
import { chainWords, endWords, routingWords, startWords, trackingWords } from './stop-words.ts';
import type { AskedRule, Stop } from './stops.ts';

/** So many rules that did not match are written out; the rest is counted. */
const MOST_PASSED = 60;

/** The packet's way, stop by stop; the same numbers stand on the map. */
export function StopList(props: { readonly answer: Answer }) {
  const { stops, ruleset } = props.answer;
  return (
    <ol className="sim-stops" aria-label="The way of the packet">
      {stops.map((stop) => (
        <li key={stop.number} className={`sim-stop sim-stop-${lookOf(stop)}`}>
          <span className="sim-number" aria-hidden="true">
            {stop.number}
          </span>
          <div className="sim-what">
            <StopLine stop={stop} ruleset={ruleset} />
            {stop.passed.length > 0 && <Passed stop={stop} ruleset={ruleset} />}
          </div>
        </li>
      ))}
    </ol>
  );
}

function lookOf(stop: Stop): string {
  if (!stop.sure) return 'maybe';
  if (stop.kind === 'end') return stop.fate;
  return 'sure';
}

function StopLine(props: { readonly stop: Stop; readonly ruleset: Ruleset }) {
  const { stop, ruleset } = props;
  switch (stop.kind) {
    case 'start':
      return <p className="sim-line">{startWords(stop)}</p>;
    case 'empty':
      return (
        <p className="sim-line">
          <ChainLink table={stop.table} chain={stop.hook} /> <small>empty</small>
        </p>
      );
    case 'tracking':
      return (
        <p className="sim-line">
          Connection tracking: <b>{trackingWords(stop.states)}</b>
        </p>
      );
    case 'rule':
      return <RuleStop rule={stop.rule} ruleset={ruleset} />;
    case 'policy':
      return (
        <p className="sim-line">
          <ChainLink table={stop.table} chain={stop.hook} /> <b>policy {stop.policy}</b>
        </p>
      );
    case 'routing':
      return <p className="sim-line">{routingWords(stop)}</p>;
    case 'loopback':
      return <p className="sim-line">Comes back in by lo</p>;
    case 'end':
      return <p className="sim-line sim-end">{endWords(stop)}</p>;
  }
}

/** A rule that matched, or may. */
function RuleStop(props: { readonly rule: AskedRule; readonly ruleset: Ruleset }) {
  const { rule, ruleset } = props;
  const found = findRule(ruleset, rule.id)?.rule;
  const { table, chain, index } = rule.place;
  const chains = ruleset.tables.find(({ name }) => name === table)?.chains;
  return (
    <>
      <p className="sim-line">
        <Button
          className="sim-link mono"
          onPress={() => useSelection.getState().select({ kind: 'rule', table, chain, id: rule.id }, { reveal: true })}
        >
          {chainWords({ table, chain })} #{index + 1}
        </Button>{' '}
        {rule.answer === 'yes' ? 'matches' : 'may match'}
        {found && <TargetPill rule={found} isChain={(name) => chains?.some((each) => each.name === name) === true} />}
      </p>
      {rule.answer === 'unknown' && rule.because !== undefined && (
        <p className="sim-because">
          Nobody can tell from here whether <code className="mono">{rule.because}</code> holds.
        </p>
      )}
    </>
  );
}

function ChainLink(props: { readonly table: AskedRule['place']['table']; readonly chain: string }) {
  const { table, chain } = props;
  return (
    <Button
      className="sim-link mono"
      onPress={() => useSelection.getState().select({ kind: 'chain', table, chain }, { reveal: true })}
    >
      {cardId({ table, chain })}
    </Button>
  );
}

/** The rules that the packet went by, each with the condition that it does not meet. */
function Passed(props: { readonly stop: Stop; readonly ruleset: Ruleset }) {
  const { passed } = props.stop;
  const shown = passed.slice(0, MOST_PASSED);
  return (
    <Disclosure className="sim-passed">
      <Heading level={4}>
        <Button slot="trigger" className="sim-more">
          {count(passed.length, 'rule')} before it {passed.length === 1 ? 'does' : 'do'} not match
        </Button>
      </Heading>
      <DisclosurePanel>
        <ul>
          {shown.map((rule, at) => (
            <li key={`${rule.id} ${at}`}>
              <span className="mono">
                {chainWords(rule.place)} #{rule.place.index + 1}
              </span>{' '}
              {rule.because === undefined ? 'does not match' : 'does not meet '}
              {rule.because !== undefined && <code className="mono">{rule.because}</code>}
            </li>
          ))}
          {passed.length > shown.length && <li>and {count(passed.length - shown.length, 'rule')} more</li>}
        </ul>
      </DisclosurePanel>
    </Disclosure>
  );
}
