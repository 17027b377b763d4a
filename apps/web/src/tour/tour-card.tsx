import { ArrowRight } from 'lucide-react';
import { useCallback, useEffect, useId, useRef, type KeyboardEvent, type ReactNode, type RefObject } from 'react';
import { say } from '../state/announcer.ts';
import { lookAt } from '../state/map-look.ts';
import { usePanels } from '../state/panels.ts';
import { TOUR_STEPS, useTour } from '../state/tour.ts';
import { Button } from '../ui/button.tsx';
import { leaveTour } from './leave-tour.ts';
import { PathDrawing } from './path-drawing.tsx';
import { STEP_WORDS } from './step-words.tsx';
import { TableOrder } from './table-order.tsx';
import { shownThings, type Facts } from './things.ts';
import { useCardFocus, useIsAway } from './use-card-focus.ts';
import { useFacts } from './use-facts.ts';
import { usePointing } from './use-pointing.ts';
import { ENVOY } from './when-shown.ts';
import './tour.css';

/** Beside the thing that a step is about: what it is. The page stays as it is, to be used meanwhile. */
export function TourCard(props: { readonly step: number }) {
  const { step } = props;
  const facts = useFacts();
  const [card, scrim, ring] = [
    useRef<HTMLDialogElement>(null),
    useRef<SVGPathElement>(null),
    useRef<SVGPathElement>(null),
  ];
  const text = useRef<HTMLDivElement>(null);
  const id = useId();
  const rings = useCallback(() => shownThings(step).rings(facts), [step, facts]);
  const words = STEP_WORDS[step]?.(facts);
  usePointing({ card, scrim, ring }, rings);
  useCardFocus(card);
  useOnPage(step, facts.hasEnvoy);
  useSaying(text, `${step} ${words?.title ?? ''}`);
  const away = useIsAway(card, step);
  return (
    <div className={away ? 'tour tour-away' : 'tour'}>
      <svg className="tour-light" aria-hidden="true">
        <path ref={scrim} className="tour-scrim" fillRule="evenodd" />
        <path ref={ring} className="tour-ring" />
      </svg>
      <dialog
        open
        ref={card}
        className="tour-card"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-text`}
        onKeyDown={onKey}
      >
        <div ref={text}>
          <p className="tour-count">
            <span className="unseen">Tour, step </span>
            {step + 1} of {TOUR_STEPS}
          </p>
          <h2 id={`${id}-title`}>{words?.title}</h2>
          <p id={`${id}-text`} className="tour-text">
            {words?.text}
          </p>
        </div>
        <Picture step={step} facts={facts} />
        <Foot step={step} />
      </dialog>
    </div>
  );
}

/** Brings what the step is about into sight, and remembers that one was here. */
function useOnPage(step: number, hasEnvoy: boolean): void {
  useEffect(() => {
    useTour.setState({ onPage: true });
    return () => useTour.setState({ onPage: false });
  }, []);
  useEffect(() => {
    useTour.getState().go(step);
    const envoy = `${ENVOY.table}/${ENVOY.chain}`;
    lookAt(shownThings(step).look.filter((thing) => hasEnvoy || thing !== envoy));
  }, [step, hasEnvoy]);
}

/** Reads a new step aloud, and what the person's own deed made of it; the first one is read when the card has the focus. */
function useSaying(text: RefObject<HTMLDivElement | null>, what: string): void {
  const said = useRef(what);
  useEffect(() => {
    if (said.current === what) return;
    said.current = what;
    say([...(text.current?.children ?? [])].map((part) => part.textContent).join('. '));
  }, [text, what]);
}

function Picture(props: { readonly step: number; readonly facts: Facts }): ReactNode {
  const { step, facts } = props;
  const { lit, draws } = shownThings(step);
  const { caller, hasEnvoy } = facts;
  switch (draws) {
    case 'path':
      return <PathDrawing lit={lit} envoy="none" />;
    case 'tables':
      return <TableOrder />;
    case 'envoy':
      return <PathDrawing lit={lit} envoy={caller ? 'called' : hasEnvoy ? 'waiting' : 'none'} />;
    case 'drag':
      return (
        <>
          <PathDrawing lit={lit} envoy={caller ? 'called' : hasEnvoy ? 'waiting' : 'none'} />
          {!caller && hasEnvoy && <ByKeys />}
        </>
      );
  }
}

/** Everything that a drag does, keys do too. */
function ByKeys() {
  return (
    <p className="tour-keys">
      Without a mouse:{' '}
      <Button
        look="link"
        onPress={() => usePanels.getState().open({ kind: 'callChain', table: ENVOY.table, callee: ENVOY.chain })}
      >
        choose its place by keys…
      </Button>
    </p>
  );
}

function Foot(props: { readonly step: number }) {
  const { step } = props;
  const go = useTour((state) => state.go);
  const leave = useTour((state) => state.leave);
  const last = step === TOUR_STEPS - 1;
  return (
    <footer className="tour-foot">
      <span className="tour-dots" aria-hidden="true">
        {Array.from({ length: TOUR_STEPS }, (_, dot) => (
          <i key={dot} className={dot === step ? 'tour-dot-here' : ''} />
        ))}
      </span>
      {!last && (
        <Button look="quiet" onPress={leaveTour}>
          Leave
        </Button>
      )}
      {step > 0 && <Button onPress={() => go(step - 1)}>Back</Button>}
      <Button look="primary" onPress={() => (last ? leave() : go(step + 1))}>
        {last ? 'Done' : 'Next'}
        {!last && <ArrowRight aria-hidden="true" />}
      </Button>
    </footer>
  );
}

function onKey(event: KeyboardEvent): void {
  const { step, go } = useTour.getState();
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey || step === null) return;
  if (event.key === 'Escape') leaveTour();
  else if (event.key === 'ArrowRight') go(step + 1);
  else if (event.key === 'ArrowLeft') go(step - 1);
  else return;
  event.preventDefault();
  event.stopPropagation();
}
