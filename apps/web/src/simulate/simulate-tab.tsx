import type { PacketWords, Trace } from '@sluice/analysis';
import type { Family } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { Button } from 'react-aria-components';
import { useSimulation } from '../state/simulation.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useRoutes } from './use-routes.ts';
import { Segmented } from '../ui/segmented.tsx';
import { showDecider } from './decider-words.ts';
import { PacketForm } from './packet-form.tsx';
import { StopList } from './stop-list.tsx';
import { ASSUMPTION_WORDS, byWords, FATE_WORDS } from './stop-words.ts';
import { useAnswer, type Answer } from './use-answer.ts';
import './simulate.css';

/** Below the map: what a packet would meet, from its first hook to its end; the way shows on the map. */
export function SimulateTab(_props: { readonly host: Host | undefined }) {
  const family = useWorkspace((state) => state.family);
  const interfaces = useWorkspace((state) => state.interfaces);
  const { words: typed, of } = useSimulation();
  const { route, own } = useRoutes();
  const words = { ...proposed(family, interfaces, own), ...typed };
  const asked = useAnswer(words, route);
  const problem = asked && 'problem' in asked ? asked.problem : null;
  const answer = asked && 'answer' in asked ? asked.answer : null;
  return (
    <div className="sim">
      <div className="sim-side">
        <PacketForm words={words} problem={problem} />
      </div>
      <section className="sim-answer" aria-label="What the packet meets">
        {answer ? <Shown answer={answer} of={of} /> : <p className="sim-none">{noneWords(problem !== null)}</p>}
      </section>
    </div>
  );
}

/** Which rules are asked. */
export function SimulateAside(_props: { readonly host: Host | undefined }) {
  const { of, choose } = useSimulation();
  return (
    <Segmented
      label="Which rules are asked"
      value={of}
      size="small"
      options={[
        { id: 'draft', name: 'With the draft' },
        { id: 'running', name: 'Running rules' },
      ]}
      onChange={choose}
    />
  );
}

function noneWords(isWrong: boolean): string {
  return isWrong ? 'The packet is not whole yet: see the field in red.' : 'Reading the rules…';
}

/** An ordinary packet to begin with: somebody asks for ssh. */
function proposed(family: Family, interfaces: readonly string[], own: string | undefined): PacketWords {
  return {
    path: 'arriving',
    in: interfaces.find((name) => name !== 'lo'),
    proto: 'tcp',
    src: family === 'ipv4' ? '192.0.2.10' : '2001:db8::10',
    sport: '51544',
    dst: own,
    dport: '22',
    state: 'NEW',
  };
}

function Shown(props: { readonly answer: Answer; readonly of: 'draft' | 'running' }) {
  const { answer, of } = props;
  const { trace, other } = answer;
  return (
    <>
      <output className={`sim-verdict sim-verdict-${trace.fate}`}>
        <b>{FATE_WORDS[trace.fate]}</b> <Deciders trace={trace} />
        {other && <span className="sim-other"> {otherWords(trace, other, of)}</span>}
      </output>
      {trace.assumptions.map((assumption) => (
        <p key={assumption} className="sim-assumed">
          {ASSUMPTION_WORDS[assumption]}
        </p>
      ))}
      <StopList answer={answer} />
    </>
  );
}

/** Everybody who may decide: one, unless nobody can tell. */
function Deciders(props: { readonly trace: Trace }) {
  const ends = endsOf(props.trace);
  return ends.slice(0, MOST_ENDS).map(({ by, fate, words }) => (
    <span key={words}>
      {ends.length > 1 && `${FATE_WORDS[fate].toLowerCase()} `}
      {by.kind === 'end' ? (
        byWords(by)
      ) : (
        <Button className="sim-link mono" onPress={() => showDecider(by)}>
          {byWords(by)}
        </Button>
      )}{' '}
    </span>
  ));
}

/** More ends than these say no more than that it depends. */
const MOST_ENDS = 4;

function endsOf({ endings }: Trace) {
  const ends = endings.map(({ fate, by }) => ({ fate, by, words: `${FATE_WORDS[fate].toLowerCase()} ${byWords(by)}` }));
  return [...new Map(ends.map((end) => [end.words, end])).values()];
}

function otherWords(trace: Trace, other: Trace, of: 'draft' | 'running'): string {
  const whose = of === 'draft' ? 'the running rules' : 'the draft';
  const [here, there] = [trace, other].map((each) => endsOf(each).map(({ words }) => words));
  if (trace.fate === other.fate && there?.every((words) => here?.includes(words) === true) === true)
    return `the same in ${whose}`;
  return `in ${whose}: ${there?.length === 1 ? there[0] : FATE_WORDS[other.fate].toLowerCase()}`;
}
