import type { Forecast } from '@sluice/analysis';
import type { RuleFault } from '@sluice/draft';
import { FAMILIES } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { Input, Label, TextField as AriaTextField } from 'react-aria-components';
import { count, hasKernel } from '../shell/words.ts';
import { usePanels } from '../state/panels.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Checkbox } from '../ui/checkbox.tsx';
import { Select } from '../ui/choice.tsx';
import { saveFile } from '../ui/take-away.ts';
import { Sign } from '../ui/signs.tsx';
import { watchedWords } from './forecast-words.ts';
import { problemsOf } from './checks.tsx';
import { fileName } from './input-panel.tsx';
import { ownedWords, type OwnedChanges } from './owned-words.ts';
import type { ForecastState } from './use-forecast.ts';
import type { ReviewState } from './use-review.ts';
import './apply-bar.css';

const WINDOWS: readonly number[] = [15, 30, 60, 120, 300];

/** How long the new rules have before they go back by themselves, and the button that starts it. */
export function ApplyBar(props: {
  readonly host: Host;
  readonly state: ReviewState;
  readonly forecast: ForecastState;
  readonly total: number;
  /** What is changed among the rules of other programs. */
  readonly owned: readonly OwnedChanges[];
  readonly applying: boolean;
  readonly onApply: (seconds: number) => void;
}) {
  const { host, state, forecast, total, owned, applying, onApply } = props;
  const [seconds, setSeconds] = useState(60);
  const [typed, setTyped] = useState('');
  const [overOthers, setOverOthers] = useState(false);
  const plans = state.state === 'done' ? state.review.plans : [];
  const fault = useWorkspace((workspace) =>
    faultWords(FAMILIES.flatMap((family) => sliceOf(workspace, family).faults)),
  );
  const hindrance = hindranceOf(host, state, { total, fault, forecast });
  const lost = hindrance === null && forecast.state === 'done' ? lostWords(forecast.forecasts) : null;
  const typedOver = lost === null || typed.trim() === host.name;
  const mayChangeOthers = owned.length === 0 || overOthers;
  return (
    <footer className="apply">
      <div className="apply-ring" aria-hidden="true">
        <svg width="52" height="52" viewBox="0 0 52 52">
          <circle cx="26" cy="26" r="22" fill="none" stroke="var(--accent)" strokeWidth="4" />
        </svg>
        <b>{seconds}</b>
      </div>
      <div className="apply-words">
        <div className="apply-first">
          Apply, and roll back automatically unless I confirm within
          <Select
            label="Seconds until the rules come back"
            hideLabel
            look="button"
            value={String(seconds)}
            options={WINDOWS.map((window) => ({ id: String(window), name: `${window} s` }))}
            onChange={(id) => setSeconds(Number(id))}
          />
        </div>
        {hindrance !== null ? (
          <p className="apply-hindrance">{hindrance}</p>
        ) : lost !== null ? (
          <TypeOver name={host.name} lost={lost} value={typed} onChange={setTyped} />
        ) : (
          <p>
            {host.name} holds the timer. If this browser loses the host, the current rules come back by themselves. All
            chains of a table switch in one step.
          </p>
        )}
        {hindrance === null && owned.length > 0 && (
          <Checkbox checked={overOthers} onChange={setOverOthers}>
            Make {ownedWords(owned)} all the same
          </Checkbox>
        )}
      </div>
      {host.locked && (
        <Button size="large" onPress={() => usePanels.getState().open({ kind: 'unlock' })}>
          Unlock…
        </Button>
      )}
      <Button
        size="large"
        isDisabled={plans.length === 0}
        onPress={() => {
          for (const plan of plans) saveFile(fileName(plan), plan.input);
        }}
      >
        <Download size={15} />
        Save as file
      </Button>
      <Button
        size="large"
        look={lost === null ? 'primary' : 'danger'}
        isDisabled={hindrance !== null || !typedOver || !mayChangeOthers || applying}
        onPress={() => onApply(seconds)}
      >
        <ShieldCheck size={16} />
        {applying ? 'Applying…' : `Apply ${count(total, 'change')}`}
      </Button>
    </footer>
  );
}

/** Somebody is shut out: Apply is off until the host's name is typed over this. */
function TypeOver(props: {
  readonly name: string;
  readonly lost: string;
  readonly value: string;
  readonly onChange: (typed: string) => void;
}) {
  const { name, lost, value, onChange } = props;
  return (
    <AriaTextField className="apply-over" value={value} onChange={onChange}>
      <Label>
        <Sign kind="trouble" />
        <span>
          {lost} Type <b className="mono">{name}</b> to apply all the same.
        </span>
      </Label>
      <Input className="ui-input mono" placeholder={name} autoComplete="off" spellCheck={false} />
    </AriaTextField>
  );
}

/** Who is shut out, in one sentence; null when nobody is. */
function lostWords(forecasts: readonly Forecast[]): string | null {
  const [first, ...others] = forecasts.filter(({ outlook }) => outlook === 'loses');
  if (!first) return null;
  const more = others.length === 0 ? '' : ` and ${count(others.length, 'other')}`;
  return `This change shuts out ${watchedWords(first).replace(/^(Your|An)/, (word) => word.toLowerCase())}${more}.`;
}

/** Why Apply is off, in words; null when it is on. */
function hindranceOf(
  host: Host,
  state: ReviewState,
  {
    total,
    fault,
    forecast,
  }: { readonly total: number; readonly fault: string | null; readonly forecast: ForecastState },
): string | null {
  if (total === 0) return 'Nothing to apply: the draft and the running rules are the same.';
  if (fault !== null) return `Apply is off. ${fault}`;
  if (!hasKernel(host)) return 'There is no host behind these rules. Save the input as a file to use it elsewhere.';
  if (host.locked) return `${host.name} is read-only. Unlock it to apply.`;
  if (host.state === 'down') return `${host.name} is unreachable. Your draft is kept.`;
  if (state.state === 'asking') return 'Waiting for the dry run.';
  if (state.state === 'failed') return 'Apply is off until the dry run has passed.';
  if (problemsOf(state.review) > 0) return 'Apply is off until the problems on the right are solved.';
  if (forecast.state === 'asking') return 'Looking ahead who keeps access.';
  return null;
}

/** The first rule that cannot be one, and how many more there are; null when all can. */
function faultWords([first, ...others]: readonly RuleFault[]): string | null {
  if (!first) return null;
  const more = others.length === 0 ? '' : ` ${count(others.length, 'more rule')} cannot be applied either.`;
  return `Rule ${first.index + 1} of ${first.table} ${first.chain} cannot be applied: ${first.reason}${more}`;
}
