import type { Ruleset } from '@sluice/netfilter';
import type { PastRates } from '@sluice/protocol';
import { useMemo, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { rateWords } from '../live/rates.ts';
import type { PipeName } from '../projection/pipes.ts';
import { factsOf } from '../projection/ruleset-facts.ts';
import { count } from '../shell/words.ts';
import { counters } from '../state/counters.ts';
import { pipeFlows, type Flow, type FlowReader } from '../state/flow.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Select } from '../ui/choice.tsx';
import { RuleLine } from '../ui/rule-line.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { FlowBlock } from './flow-block.tsx';
import { rulesByHeat, type RuleHeat } from './rule-heat.ts';
import { usePastRates } from './use-past-rates.ts';
import './last-hour.css';

/** Stretches of the path that differ, in the order of the packets. */
const STRETCHES: readonly { readonly id: PipeName; readonly name: string }[] = [
  { id: 'in', name: 'Arriving' },
  { id: 'input', name: 'To this host' },
  { id: 'forward', name: 'Forwarded' },
  { id: 'output', name: 'From this host' },
  { id: 'out', name: 'Leaving' },
];

const READERS = new Map<PipeName, (reader: FlowReader) => Flow | null>(
  STRETCHES.map(({ id }) => [id, (reader) => pipeFlows(reader)[id]]),
);

/** The last hour of the whole host: a stretch of the packet's path, and the rules with most and least to do. */
export function LastHour(props: { readonly onGo?: () => void }) {
  const [stretch, setStretch] = useState<PipeName>('in');
  const name = STRETCHES.find(({ id }) => id === stretch)?.name ?? '';
  const read = READERS.get(stretch);
  return (
    <>
      <div className="hour-stretch">
        <Select
          label="Stretch of the path"
          hideLabel
          value={stretch}
          options={STRETCHES}
          onChange={(id) => setStretch(STRETCHES.find((each) => each.id === id)?.id ?? 'in')}
        />
      </div>
      {read && <FlowBlock key={stretch} title={name} of={name} read={read} />}
      <RulesByHeat {...props} />
    </>
  );
}

const MOST = 8;

function RulesByHeat(props: { readonly onGo?: () => void }) {
  const past = usePastRates();
  const running = useWorkspace((state) => state.base);
  const [end, setEnd] = useState<'hottest' | 'coldest'>('hottest');
  return (
    <section className="insp-section">
      <h3 className="insp-label">
        Rules
        <Segmented
          label="Which rules"
          size="small"
          value={end}
          options={[
            { id: 'hottest', name: 'Hottest' },
            { id: 'coldest', name: 'Coldest' },
          ]}
          onChange={setEnd}
        />
      </h3>
      {past && running && <HeatList past={past} running={running} end={end} {...props} />}
    </section>
  );
}

function HeatList(props: {
  readonly past: PastRates;
  readonly running: Ruleset;
  readonly end: 'hottest' | 'coldest';
  readonly onGo?: () => void;
}) {
  const { past, running, end, onGo } = props;
  const heat = useMemo(
    () => rulesByHeat(running, past, { most: MOST, totalOf: (id) => counters.read(id).packets }),
    [running, past],
  );
  const go = ({ table, chain, id }: RuleHeat): void => {
    useSelection.getState().select({ kind: 'rule', table, chain, id }, { reveal: true });
    onGo?.();
  };
  if (heat[end].length === 0) {
    return (
      <p className="insp-quiet">
        {end === 'hottest' ? 'Nothing passed through any rule.' : 'Something passed through every rule.'}
      </p>
    );
  }
  return (
    <>
      <p className="insp-quiet">
        {end === 'hottest'
          ? 'Means of the last hour.'
          : `Nothing passed through ${count(heat.cold, 'rule')} in the last hour.`}
      </p>
      <ol className="hour-rules" aria-label={end === 'hottest' ? 'Hottest rules' : 'Coldest rules'}>
        {heat[end].map((entry) => (
          <li key={entry.id}>
            <AriaButton className="hour-rule" onPress={() => go(entry)}>
              <small>
                {entry.table} / {entry.chain} #{entry.number}
              </small>
              <small className="hour-rate">{rateOf(entry, end)}</small>
              <RuleLine rule={entry.rule} isChain={factsOf(running).isChain(entry.table)} />
            </AriaButton>
          </li>
        ))}
      </ol>
    </>
  );
}

function rateOf({ flow, id }: RuleHeat, end: 'hottest' | 'coldest'): string {
  if (end === 'coldest') return `${counters.read(id).packets.toLocaleString('en')} ever`;
  const { number, unit } = rateWords(flow.packets, 'packets');
  return `${number} ${unit}`;
}
