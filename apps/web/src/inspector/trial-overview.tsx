import { FAMILIES, type Family, type RuleId, type SetEdit } from '@sluice/netfilter';
import type { ChainDiff, RulesetDiff } from '@sluice/draft';
import { useSyncExternalStore } from 'react';
import { Button } from 'react-aria-components';
import { useShallow } from 'zustand/react/shallow';
import { changesOf, GLYPHS, type ChangeWords } from '../review/change-words.ts';
import { setChange } from '../review/set-changes.tsx';
import { count } from '../shell/words.ts';
import { counters } from '../state/counters.ts';
import { openSet } from '../state/host-sets.ts';
import { useSelection } from '../state/selection.ts';
import { setEditsOnTrial } from '../state/set-drafts.ts';
import type { Slice } from '../state/slice.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { rateWords } from '../live/rates.ts';
import './trial-overview.css';

/** While new rules are on trial and nothing is selected: every change, and what passes through it since. */
export function TrialOverview() {
  const diffs = useWorkspace(useShallow((state) => FAMILIES.map((family) => trialOrDraft(sliceOf(state, family)))));
  const chains = FAMILIES.flatMap((family, index) => (diffs[index]?.chains ?? []).map((chain) => ({ family, chain })));
  const sets = useWorkspace(
    useShallow((state) => FAMILIES.flatMap((family) => setEditsOnTrial(sliceOf(state, family)))),
  );
  const total = diffs.reduce((sum, diff) => sum + (diff?.changes ?? 0), sets.length);
  useSyncExternalStore(
    (changed) => counters.onSample(changed),
    () => counters.takenAt,
  );
  return (
    <>
      <header className="insp-head">
        <div className="insp-path">Not kept yet</div>
        <div className="insp-title">
          <h2>{total === 0 ? 'A change is on trial' : `${count(total, 'change')} on trial`}</h2>
        </div>
      </header>
      <div className="insp-scroll">
        <ul className="insp-changes">
          {sets.map((edit) => (
            <li key={edit.name}>
              <SetRow edit={edit} />
            </li>
          ))}
          {chains.map(({ family, chain }) =>
            changesOf(chain).map((change) => (
              <li key={`${family} ${chain.table} ${chain.chain} ${change.key}`}>
                <ChangeRow family={family} chain={chain} change={change} />
              </li>
            )),
          )}
        </ul>
      </div>
    </>
  );
}

/** Until the host tells its new rules, the draft says what they are. */
function trialOrDraft({ trial, trialDiff, diff }: Slice): RulesetDiff | null {
  return trial > 0 ? (trialDiff ?? diff) : null;
}

function SetRow(props: { readonly edit: SetEdit }) {
  const { change, title, name, note } = setChange(props.edit);
  return (
    <Button className="insp-change" onPress={() => openSet(props.edit.name)}>
      <i className={`review-glyph review-glyph-${change}`} aria-label={change}>
        {GLYPHS[change]}
      </i>
      <span>
        <b>
          {title} <span className="mono">{name}</span>
        </b>
        <small>{note}</small>
      </span>
    </Button>
  );
}

function ChangeRow(props: { readonly family: Family; readonly chain: ChainDiff; readonly change: ChangeWords }) {
  const { family, chain, change } = props;
  const shown = useWorkspace((state) => state.family === family);
  const rule = chain.rows.some(({ after }) => after?.rule.id === change.key);
  const select = (): void => {
    const { hostId, open } = useWorkspace.getState();
    if (!shown && hostId !== null) open(hostId, family);
    const ref = { table: chain.table, chain: chain.chain };
    useSelection
      .getState()
      .select(rule ? { kind: 'rule', ...ref, id: change.key as RuleId } : { kind: 'chain', ...ref }, { reveal: true });
  };
  return (
    <Button className="insp-change" onPress={select}>
      <i className={`review-glyph review-glyph-${change.change}`} aria-label={change.change}>
        {GLYPHS[change.change]}
      </i>
      <span>
        <b>
          {change.title} {change.name !== undefined && <span className="mono">{change.name}</span>}
        </b>
        <small>
          {chain.table} {chain.chain} {change.note}
        </small>
      </span>
      {rule && shown && <Live id={change.key} />}
      {change.change === 'removed' && (
        <span className="insp-change-live">
          –<small>gone</small>
        </span>
      )}
    </Button>
  );
}

function Live(props: { readonly id: string }) {
  const { packets, packetRate } = counters.read(props.id);
  return (
    <span className="insp-change-live">
      {packets.toLocaleString('en')}
      <small>{rateWords(packetRate ?? 0, 'packets').number}/s</small>
    </span>
  );
}
