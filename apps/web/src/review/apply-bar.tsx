import type { RuleFault } from '@sluice/draft';
import { FAMILIES } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { Download, ShieldCheck } from 'lucide-react';
import { useState } from 'react';
import { count, hasKernel } from '../shell/words.ts';
import { usePanels } from '../state/panels.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Select } from '../ui/choice.tsx';
import { saveFile } from '../ui/take-away.ts';
import { fileName } from './input-panel.tsx';
import type { ReviewState } from './use-review.ts';
import './apply-bar.css';

const WINDOWS: readonly number[] = [15, 30, 60, 120, 300];

/** How long the new rules have before they go back by themselves, and the button that starts it. */
export function ApplyBar(props: {
  readonly host: Host;
  readonly state: ReviewState;
  readonly total: number;
  readonly applying: boolean;
  readonly onApply: (seconds: number) => void;
}) {
  const { host, state, total, applying, onApply } = props;
  const [seconds, setSeconds] = useState(60);
  const plans = state.state === 'done' ? state.review.plans : [];
  const fault = useWorkspace((workspace) =>
    faultWords(FAMILIES.flatMap((family) => sliceOf(workspace, family).faults)),
  );
  const hindrance = hindranceOf(host, state, { total, fault });
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
        {hindrance === null ? (
          <p>
            {host.name} holds the timer. If this browser loses the host, the current rules come back by themselves. All
            chains of a table switch in one step.
          </p>
        ) : (
          <p className="apply-hindrance">{hindrance}</p>
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
      <Button size="large" look="primary" isDisabled={hindrance !== null || applying} onPress={() => onApply(seconds)}>
        <ShieldCheck size={16} />
        {applying ? 'Applying…' : `Apply ${count(total, 'change')}`}
      </Button>
    </footer>
  );
}

/** Why Apply is off, in words; null when it is on. */
function hindranceOf(
  host: Host,
  state: ReviewState,
  { total, fault }: { readonly total: number; readonly fault: string | null },
): string | null {
  if (total === 0) return 'Nothing to apply: the draft and the running rules are the same.';
  if (fault !== null) return `Apply is off. ${fault}`;
  if (!hasKernel(host)) return 'There is no host behind these rules. Save the input as a file to use it elsewhere.';
  if (host.locked) return `${host.name} is read-only. Unlock it to apply.`;
  if (host.state === 'down') return `${host.name} is unreachable. Your draft is kept.`;
  if (state.state === 'asking') return 'Waiting for the dry run.';
  if (state.state === 'failed') return 'Apply is off until the dry run has passed.';
  if (state.review.problems.length > 0) return 'Apply is off until the problems on the right are solved.';
  return null;
}

/** The first rule that cannot be one, and how many more there are; null when all can. */
function faultWords([first, ...others]: readonly RuleFault[]): string | null {
  if (!first) return null;
  const more = others.length === 0 ? '' : ` ${count(others.length, 'more rule')} cannot be applied either.`;
  return `Rule ${first.index + 1} of ${first.table} ${first.chain} cannot be applied: ${first.reason}${more}`;
}
