import { FAMILIES, type Family, type SetEdit } from '@sluice/netfilter';
import type { Applied, Host, HostChange } from '@sluice/protocol';
import { Undo2, X } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { useShallow } from 'zustand/react/shallow';
import { postChange } from '../api/calls.ts';
import { keys, queries, takePushed } from '../api/queries.ts';
import { request, type Trouble } from '../api/request.ts';
import { rememberNonce } from '../countdown/probe.ts';
import { clock, count, FAMILY_NAMES, hasKernel } from '../shell/words.ts';
import { useSelection } from '../state/selection.ts';
import { usePanels } from '../state/panels.ts';
import { noteOwnChange } from '../state/outside-changes.ts';
import { draftSetEdits } from '../state/set-drafts.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button, IconButton } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Tabs } from '../ui/tabs.tsx';
import { ApplyBar } from './apply-bar.tsx';
import { ChangeList } from './change-list.tsx';
import { ChangesPanel } from './changes-panel.tsx';
import { Checks } from './checks.tsx';
import { InputPanel } from './input-panel.tsx';
import { ownedChangesOf, type OwnedChanges } from './owned-words.ts';
import type { ColumnNames, FamilyChanges } from './family-changes.ts';
import { ReasonField } from './reason-field.tsx';
import { useForecast, type ForecastState } from './use-forecast.ts';
import { useReview, type ReviewState } from './use-review.ts';
import './review.css';

/** Everything that an apply would do, checked on a copy of the host's rules, before it is done. */
export function ReviewSheet(props: { readonly host: Host; readonly onClose: () => void }) {
  const { host, onClose } = props;
  const families = useFamilyChanges();
  const { state, again } = useReview(host.id);
  const forecast = useForecast(host);
  const [reason, setReason] = useState('');
  const [applying, setApplying] = useState(false);
  const [refused, setRefused] = useState<Trouble | null>(null);
  const sets = useWorkspace(draftSetEdits);
  const total =
    useWorkspace((workspace) =>
      FAMILIES.reduce((sum, family) => sum + (sliceOf(workspace, family).diff?.changes ?? 0), 0),
    ) + sets.length;
  const apply = async (seconds: number): Promise<void> => {
    if (state.state !== 'done') return;
    setApplying(true);
    setRefused(null);
    noteOwnChange();
    const plans = state.review.plans.map(({ family, planHash }) => ({ family, planHash }));
    const setsPlan = state.review.sets?.plan;
    const result = await request(
      postChange(host.id, {
        seconds,
        plans,
        ...(setsPlan && { sets: { planHash: setsPlan.planHash } }),
        ...(reason.trim() !== '' && { reason }),
      }),
    );
    setApplying(false);
    if (!result.ok) {
      setRefused(result.error);
      if (result.error.code === 'stalePlan' || result.error.code === 'staleBase') again();
      return;
    }
    beginTrial(host.id, result.value);
    onClose();
    useSelection.getState().select(null);
  };
  const owned = useMemo(() => ownedChangesOf(families), [families]);
  const chains = families.reduce((sum, entry) => sum + entry.chains.length, 0);
  const where = families.map(({ family }) => FAMILY_NAMES[family]).join(' and ');
  return (
    <ModalOverlay isOpen onOpenChange={(open) => !open && onClose()} className="review-overlay">
      <Modal className="review-modal">
        <AriaDialog className="review">
          <header className="review-head">
            <IconButton label="Close" keys="Escape" onPress={onClose}>
              <X />
            </IconButton>
            <Heading slot="title">Review &amp; apply</Heading>
            <p>
              {[host.name, where, placesWords(total, chains, sets.length)].filter((words) => words !== '').join(' · ')}
            </p>
            <Button look="quiet" onPress={() => usePanels.getState().open({ kind: 'discard' })}>
              <Undo2 size={14} />
              Discard draft
            </Button>
          </header>
          <ReviewBody
            host={host}
            families={families}
            sets={sets}
            state={state}
            forecast={forecast}
            total={total}
            owned={owned}
            refused={refused}
            why={<ReasonField value={reason} onChange={setReason} />}
            onShow={onClose}
          />
          <ApplyBar
            host={host}
            state={state}
            forecast={forecast}
            total={total}
            owned={owned}
            applying={applying}
            onApply={(seconds) => void apply(seconds)}
          />
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** `3 changes in 2 chains and 1 set`. */
function placesWords(total: number, chains: number, sets: number): string {
  const places = [chains > 0 || sets === 0 ? count(chains, 'chain') : '', sets > 0 ? count(sets, 'set') : ''];
  return `${count(total, 'change')} in ${places.filter((words) => words !== '').join(' and ')}`;
}

function ReviewBody(props: {
  readonly host: Host;
  readonly families: readonly FamilyChanges[];
  readonly sets: readonly SetEdit[];
  readonly state: ReviewState;
  readonly forecast: ForecastState;
  readonly total: number;
  readonly owned: readonly OwnedChanges[];
  readonly refused: Trouble | null;
  readonly why: ReactNode;
  readonly onShow: () => void;
}) {
  const { host, families, sets, state, forecast, total, owned, refused, why, onShow } = props;
  const [tab, setTab] = useState('changes');
  const [style, setStyle] = useState<'side' | 'inline'>('side');
  const [focus, setFocus] = useState<string | null>(null);
  return (
    <>
      <ChangeList
        families={families}
        sets={sets}
        focus={focus}
        onFocus={(key) => {
          setTab('changes');
          setFocus(key);
        }}
        foot={hasKernel(host) ? why : null}
      />
      <div className="review-mid">
        <Tabs
          label="Review"
          value={tab}
          onChange={setTab}
          aside={
            tab === 'changes' ? (
              <span className="review-style">
                <Segmented
                  label="Comparison"
                  size="small"
                  value={style}
                  options={[
                    { id: 'side', name: 'Side by side' },
                    { id: 'inline', name: 'Inline' },
                  ]}
                  onChange={setStyle}
                />
              </span>
            ) : undefined
          }
          tabs={[
            {
              id: 'changes',
              name: (
                <>
                  Changes <span className="review-count">{total}</span>
                </>
              ),
              panel: (
                <ChangesPanel
                  families={families}
                  sets={sets}
                  columns={runningAndAfter}
                  layout={style}
                  focus={focus}
                  none="The draft changes nothing: the rules would stay as they are."
                />
              ),
            },
            { id: 'input', name: 'iptables-restore input', panel: <InputPanel state={state} /> },
          ]}
        />
      </div>
      <Checks host={host} state={state} forecast={forecast} owned={owned} refused={refused} onShow={onShow} />
    </>
  );
}

function runningAndAfter(family: Family): ColumnNames {
  const takenAt = sliceOf(useWorkspace.getState(), family).snapshot?.takenAt;
  return {
    before: 'Running now',
    beforeNote: takenAt === undefined ? undefined : `read ${clock(takenAt)}`,
    after: 'After apply',
  };
}

function useFamilyChanges(): readonly FamilyChanges[] {
  const slices = useWorkspace(useShallow((workspace) => FAMILIES.map((family) => sliceOf(workspace, family))));
  return useMemo(
    () =>
      FAMILIES.flatMap((family, index): readonly FamilyChanges[] => {
        const slice = slices[index];
        if (!slice?.diff || slice.diff.chains.length === 0) return [];
        return [{ family, chains: slice.diff.chains, before: slice.base, after: slice.current }];
      }),
    [slices],
  );
}

/** The countdown begins at once; what the host tells next corrects it. */
function beginTrial(host: string, { change, nonce, trial }: Applied): void {
  rememberNonce(change.id, nonce);
  void takePushed(keys.change(host), {
    pending: change,
    last: queries.getQueryData<HostChange>(keys.change(host))?.last ?? null,
    mine: true,
    by: null,
    trial,
  });
}
