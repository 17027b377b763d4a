import { SEVERITY_WORDS, spellQuestion, type Finding } from '@sluice/analysis';
import type { Host } from '@sluice/protocol';
import { useEffect } from 'react';
import { useShownFinding, useProblems } from '../state/problems.ts';
import { useSimulation } from '../state/simulation.ts';
import { Button } from '../ui/button.tsx';
import { StopList } from '../simulate/stop-list.tsx';
import { useAnswerTo } from '../simulate/use-answer.ts';
import { useRoutes } from '../simulate/use-routes.ts';
import { WitnessPacket, witnessFate } from './problem-words.tsx';
import '../simulate/simulate.css';
import './problems.css';

/** Below the map: the packet that shows the problem which is looked at, and its way, which stands on the map too. */
export function ProblemsTab(_props: { readonly host: Host | undefined }) {
  const finding = useShownFinding();
  useEffect(() => useProblems.getState().open(), []);
  if (!finding) return <Hint />;
  return <WitnessWay key={finding.id} finding={finding} />;
}

function Hint() {
  const known = useProblems((state) => state.at !== null);
  const many = useProblems((state) => state.findings.length > 0);
  const words = many
    ? 'Choose a problem: the packet that shows it stands here, stop by stop, and its way on the map.'
    : known
      ? 'No problem was found in these rules. They are looked at again whenever they change, the draft included.'
      : 'Looking through the rules…';
  return <p className="problems-hint">{words}</p>;
}

function WitnessWay(props: { readonly finding: Finding }) {
  const { witness, severity } = props.finding;
  const { route } = useRoutes();
  const answer = useAnswerTo(witness?.question ?? null, 'draft', route);
  if (!witness) {
    return (
      <p className="problems-hint">
        {SEVERITY_WORDS[severity]}. No packet is needed to show it: how the chains call each other says it all.
      </p>
    );
  }
  return (
    <section className="problems-way" aria-label="The packet that shows it">
      <p className="problems-way-head">
        <WitnessPacket witness={witness} />
        <span>is such a packet, and this is what becomes of it: {witnessFate(witness)}</span>
      </p>
      {answer && <StopList answer={answer} />}
    </section>
  );
}

/** At the end of the tabs' row: the same packet, to be changed and asked again. */
export function ProblemsAside(_props: { readonly host: Host | undefined }) {
  const witness = useShownFinding()?.witness;
  if (!witness) return null;
  return (
    <Button size="small" look="quiet" onPress={() => useSimulation.getState().ask(spellQuestion(witness.question))}>
      Change this packet…
    </Button>
  );
}
