import {
  firstPacketOf,
  replyOf,
  simulate,
  type Decider,
  type Fate,
  type Question,
  type Router,
} from '@sluice/analysis';
import type { Backend, Ruleset, TrackedConnection } from '@sluice/netfilter';
import { useMemo } from 'react';
import { useWorkspace } from '../state/workspace.ts';

/** What today's rules do with a packet of a connection, and who decides. */
export interface Judgement {
  readonly fate: Fate;
  /** Everybody who may decide; more than one only where nobody can tell. */
  readonly by: readonly Decider[];
}

/** Both of a connection's packets that rules are written for. */
export interface LetIn {
  /** The first one, as if it came now. */
  readonly first: Judgement;
  readonly reply: Judgement;
}

/** Asks the rules that run on the host; each connection once, however often its row is drawn. */
export function useLetIn(route: Router): ((connection: TrackedConnection) => LetIn) | null {
  const base = useWorkspace((state) => state.base);
  const backend = useWorkspace((state) => state.backend);
  return useMemo(() => {
    if (!base || !backend) return null;
    const known = new Map<string, LetIn>();
    return (connection) => {
      const found = known.get(connection.id) ?? letIn(connection, { base, backend, route });
      known.set(connection.id, found);
      return found;
    };
  }, [base, backend, route]);
}

interface Rules {
  readonly base: Ruleset;
  readonly backend: Backend;
  readonly route: Router;
}

function letIn(connection: TrackedConnection, rules: Rules): LetIn {
  return {
    first: judge(firstPacketOf(connection, rules.route), rules),
    reply: judge(replyOf(connection, rules.route), rules),
  };
}

function judge(question: Question, { base, backend }: Rules): Judgement {
  const { fate, endings } = simulate(base, question, backend);
  const deciders = new Map(endings.map(({ by }) => [JSON.stringify({ ...by, text: '' }), by]));
  return { fate, by: [...deciders.values()] };
}
