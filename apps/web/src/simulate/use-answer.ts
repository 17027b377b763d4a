import {
  readQuestion,
  simulate,
  type PacketWords,
  type Question,
  type Router,
  type Trace,
  type WordProblem,
} from '@sluice/analysis';
import { findChain, findRule, printOrdinal, type Backend, type Ruleset } from '@sluice/netfilter';
import { useDeferredValue, useEffect, useMemo } from 'react';
import { useSimulation } from '../state/simulation.ts';
import { useWay, type Way } from '../state/way.ts';
import { useWorkspace } from '../state/workspace.ts';
import { stopsOf, type Stop } from './stops.ts';
import { wayOf } from './way-of.ts';

/** What the rules do with the packet that is asked about. */
export interface Answer {
  readonly ruleset: Ruleset;
  readonly trace: Trace;
  readonly stops: readonly Stop[];
  /** What the other rules do with it: those that run, or those of the draft; null where they are the same. */
  readonly other: Trace | null;
}

/** Why nothing can be said of this packet. */
export type Asked = { readonly problem: WordProblem } | { readonly answer: Answer } | null;

/** The answer to these words, and its way on the map for as long as it is shown. */
export function useAnswer(words: PacketWords, route: Router): Asked {
  const of = useSimulation((state) => state.of);
  const family = useWorkspace((state) => state.family);
  const asked = useDeferredValue(words);
  const question = useMemo(() => readQuestion(asked, family), [asked, family]);
  const answer = useAnswerTo(question.ok ? question.value : null, of, route);
  if (!question.ok) return { problem: question.error };
  return answer && { answer };
}

/** The answer to a question, and its way on the map; null without a question or without rules. */
export function useAnswerTo(question: Question | null, of: 'draft' | 'running', route: Router): Answer | null {
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  // A long walk must not hold up what is typed or dragged.
  const draft = useDeferredValue(useWorkspace((state) => state.current));
  const running = useDeferredValue(useWorkspace((state) => state.base));
  const found = useMemo(() => {
    const [ruleset, other] = of === 'draft' ? [draft, running] : [running, draft];
    return question && ruleset && other ? answerTo(question, { ruleset, other, backend, route }) : null;
  }, [question, of, draft, running, backend, route]);
  useShownWay(found?.way ?? null);
  return found?.answer ?? null;
}

interface Asking {
  readonly ruleset: Ruleset;
  readonly other: Ruleset;
  readonly backend: Backend;
  readonly route: Router;
}

function answerTo(question: Question, { ruleset, other, backend, route }: Asking): { answer: Answer; way: Way } {
  const trace = follow(ruleset, question, { backend, route });
  const { journey, packet } = question;
  const by = journey === 'arriving' || journey === 'forwarded' ? packet.inInterface : packet.outInterface;
  const stops = stopsOf(trace, { journey, by });
  const way = wayOf(trace, stops, ({ table, id }) => {
    const name = findRule(ruleset, id)?.rule.spec.target?.name;
    return name !== undefined && findChain(ruleset, { table, chain: name }) ? name : null;
  });
  const answer = {
    ruleset,
    trace,
    stops,
    other: other === ruleset ? null : follow(other, question, { backend, route }),
  };
  return { answer, way };
}

/** Simulates; where a translated destination is, the host's own routes say as far as they are known. */
function follow(ruleset: Ruleset, question: Question, { backend, route }: Pick<Asking, 'backend' | 'route'>): Trace {
  const trace = simulate(ruleset, question, backend);
  if (!trace.assumptions.includes('translatedOnward')) return trace;
  const routes = trace.endings.flatMap(({ packet: { destination, family } }) => {
    if (destination === undefined) return [];
    const address = printOrdinal(destination, family);
    const out = route(address);
    return out === undefined ? [] : [{ destination: address, out }];
  });
  return routes.length === 0 ? trace : simulate(ruleset, { ...question, routes }, backend);
}

function useShownWay(way: Way | null): void {
  useEffect(() => useWay.setState({ way }), [way]);
  useEffect(() => () => useWay.setState({ way: null }), []);
}
