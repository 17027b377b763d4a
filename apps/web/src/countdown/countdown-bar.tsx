import type { Host } from '@sluice/protocol';
import { Check, Clock, Undo2 } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { postDecision } from '../api/calls.ts';
import { keys, takePushed } from '../api/queries.ts';
import { request, type Trouble } from '../api/request.ts';
import { secondsLeft, useTrial, type Reach, type Trial } from '../state/trial.ts';
import { usePanels } from '../state/panels.ts';
import { clock } from '../shell/words.ts';
import { Button } from '../ui/button.tsx';
import { Sign } from '../ui/signs.tsx';
import { toast } from '../ui/toast.tsx';
import { nonceOf } from './probe.ts';
import { Ring } from './ring.tsx';
import './countdown.css';

const MORE = 60;

type Decision = 'confirm' | 'rollback' | 'extend';

/** Over everything while new rules are on trial: what is true, what happens by itself, and the three answers. */
export function CountdownBar(props: { readonly host: Host }) {
  const { host } = props;
  const pending = useTrial((state) => state.pending);
  const reach = useTrial((state) => state.reach);
  const left = useTrial(secondsLeft);
  const [busy, setBusy] = useState<Decision | null>(null);
  const element = useFocusAtStart();
  if (!pending) return null;
  const decide = async (decision: Decision): Promise<void> => {
    setBusy(decision);
    const trouble = await send(pending, decision);
    setBusy(null);
    if (trouble) toast({ tone: 'trouble', title: FAILED[decision], text: trouble.message, code: trouble.stderr });
  };
  const running = pending.state === 'applied';
  const lost = reach.state === 'unreached';
  const mayKeep = pending.mine && running && reach.state === 'reached';
  return (
    <section ref={element} className="countdown" aria-label="New rules on trial" tabIndex={-1}>
      <Ring left={left} window={pending.window} />
      <div className="countdown-words">
        <h2>
          {running ? 'New rules are running.' : (STATES[pending.state] ?? 'The host is at work.')}
          <br />
          <span>They go back by themselves unless you keep them.</span>
        </h2>
        <p>
          {host.name} holds the timer: back to the rules of before at {clock(pending.endsAt)}
        </p>
      </div>
      <Checks reach={reach} running={running} trial={pending} />
      <div className="countdown-buttons">
        <Button
          size="large"
          look={lost ? 'primary' : 'plain'}
          isDisabled={busy !== null}
          onPress={() => void decide('rollback')}
        >
          <Undo2 size={15} />
          Roll back now
        </Button>
        <Button size="large" isDisabled={busy !== null || !pending.mine} onPress={() => void decide('extend')}>
          <Clock size={15} />
          {MORE} s more
        </Button>
        <Button
          size="large"
          look={lost ? 'plain' : 'primary'}
          isDisabled={busy !== null || !mayKeep}
          onPress={() => void decide('confirm')}
        >
          <Check size={16} />
          Keep
        </Button>
      </div>
      <Spoken left={left} />
    </section>
  );
}

/**
 * Once the sheet from which the change was applied is gone, the next Tab is at the answers. None of them has the focus
 * by itself, so that a key pressed late decides nothing.
 */
function useFocusAtStart(): RefObject<HTMLElement | null> {
  const element = useRef<HTMLElement>(null);
  const started = useRef(false);
  const covered = usePanels(({ panel }) => panel !== null);
  useEffect(() => {
    if (covered || started.current) return;
    started.current = true;
    // In the frame in which a dialog goes, it gives the focus back to what had it before.
    requestAnimationFrame(() => element.current?.focus());
  }, [covered]);
  return element;
}

function applierWords(by: string | null): string {
  return by === null ? 'Applied outside of Sluice’s page.' : `${by} applied this in another session.`;
}

const FAILED: Readonly<Record<Decision, string>> = {
  confirm: 'The rules were not kept yet',
  rollback: 'The roll back was not started',
  extend: 'The time was not extended',
};

const STATES: Partial<Record<Trial['state'], string>> = {
  prepared: 'The change is being prepared.',
  armed: 'The way back is armed.',
  applying: 'The rules are being switched.',
  rollingBack: 'The rules of before are coming back.',
};

async function send(trial: Trial, decision: Decision): Promise<Trouble | null> {
  const nonce = nonceOf(trial.id);
  const result = await request(
    postDecision(trial.hostId, decision, {
      id: trial.id,
      ...(nonce === undefined ? {} : { nonce }),
      ...(decision === 'extend' ? { seconds: MORE } : {}),
    }),
  );
  if (!result.ok) return result.error;
  await takePushed(keys.change(trial.hostId), result.value);
  return null;
}

function Checks(props: {
  readonly reach: Reach;
  readonly running: boolean;
  readonly trial: Pick<Trial, 'mine' | 'by'>;
}) {
  const { reach, running, trial } = props;
  const reachLine = (
    <li key="reach" className={reach.state === 'unreached' ? 'countdown-lost' : ''}>
      <Sign kind={reach.state === 'reached' ? 'ok' : reach.state === 'asking' ? 'busy' : 'trouble'} />
      <span>
        <b>New connection from this page:</b> {reachWords(reach)}
      </span>
    </li>
  );
  return (
    <ul className="countdown-checks">
      {trial.mine ? (
        reachLine
      ) : (
        <li>
          <Sign kind="info" />
          <span>
            <b>{applierWords(trial.by)}</b> Only there can it be kept; anyone can roll back.
          </span>
        </li>
      )}
      <li>
        <Sign kind={running ? 'ok' : 'busy'} />
        <span>
          <b>Read back:</b> {running ? 'the host holds what was reviewed' : 'waiting for the host'}
        </span>
      </li>
    </ul>
  );
}

function reachWords(reach: Reach): string {
  switch (reach.state) {
    case 'asking':
      return 'trying…';
    case 'reached':
      return `reached in ${reach.took} ms`;
    case 'unreached':
      return 'not reached, still trying';
  }
}

const SPOKEN_AT: readonly number[] = [5, 10, 30, 60];

/** For those who do not see the ring: changes only at the moments at which it shall be heard. */
function Spoken(props: { readonly left: number }) {
  const moment = SPOKEN_AT.find((at) => props.left <= at);
  return (
    <output className="unseen">
      New rules are on trial. {moment === undefined ? '' : `${moment} seconds until the rules of before come back.`}
    </output>
  );
}
