import { policyKey } from '@sluice/iptables';
import { isBuiltinChain, makerOfChain, ownerOfChain, type Chain, type ChainRef } from '@sluice/netfilter';
import { ArrowRightToLine, PencilLine, Plus, Trash2 } from 'lucide-react';
import { useCallback } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { runById } from '../commands/keyboard.ts';
import { FlowBlock } from '../numbers/flow-block.tsx';
import { callersOf } from '../state/callers.ts';
import { insertRule, setPolicy } from '../state/edits.ts';
import { usePanels } from '../state/panels.ts';
import type { FlowReader } from '../state/flow.ts';
import { useSelection } from '../state/selection.ts';
import { alienReason } from '../projection/aliens.ts';
import { useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { count } from '../shell/words.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { OwnerBadge } from '../ui/owner-badge.tsx';
import { Pill } from '../ui/pill.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { CommandBlock } from './command-block.tsx';
import { InspectorHead, TrialNote } from './inspector-head.tsx';
import { LiveBlock } from './live-block.tsx';
import { OwnerNote } from './owner-note.tsx';

/** Everything about one chain: its policy, who calls it, and what can be done with it. */
export function ChainInspector(props: { readonly chain: Chain; readonly place: ChainRef }) {
  const { chain, place } = props;
  const onTrial = useTrial((state) => state.pending !== null);
  const builtin = isBuiltinChain(place.table, place.chain);
  const isNew = useWorkspace(({ base }) => !hasChain(base, place));
  const alien = useWorkspace((state) => alienReason(state.aliens, place));
  const maker = isNew ? null : makerOfChain(place.chain);
  const owner = isNew ? null : ownerOfChain(place.chain);
  const end = { ...place, after: chain.rules.at(-1)?.id ?? null };
  return (
    <>
      <InspectorHead table={place.table} chain={place.chain} title={chain.name}>
        <Pill tone={isNew && !builtin ? 'green' : 'grey'}>{builtin ? 'built-in' : isNew ? '+ new' : 'custom'}</Pill>
        {maker && <OwnerBadge owner={maker} />}
      </InspectorHead>
      <div className="insp-scroll">
        {onTrial && <TrialNote />}
        <div className="insp-form">
          {alien !== null && (
            <p className="insp-warning">
              This chain holds rules that iptables cannot print: {alien} Sluice shows the rest and never writes here.
            </p>
          )}
          {owner && <OwnerNote owner={owner} />}
          {builtin && <PolicyField chain={chain} place={place} />}
          <p className="insp-quiet">
            {chain.rules.length === 0
              ? builtin
                ? `No rules: the policy decides every packet.`
                : 'No rules: packets return to the caller.'
              : count(chain.rules.length, 'rule')}
          </p>
          {!builtin && <Callers place={place} />}
          <div className="insp-actions">
            <Button onPress={() => insertRule(end, { text: '', edit: 'protocol' })}>
              <Plus size={14} />
              Add rule
            </Button>
            <Button
              onPress={() => usePanels.getState().open({ kind: 'insertJump', ...place, index: chain.rules.length })}
            >
              <ArrowRightToLine size={14} />
              Insert jump…
            </Button>
            {!builtin && (
              <>
                <Button onPress={() => runById('chain.rename')}>
                  <PencilLine size={14} />
                  Rename…
                </Button>
                <Button look="danger" onPress={() => runById('chain.delete')}>
                  <Trash2 size={14} />
                  Delete chain
                </Button>
              </>
            )}
          </div>
        </div>
        {builtin && chain.policy !== undefined && (
          <CommandBlock command={{ type: 'policy', ...place, policy: chain.policy }} />
        )}
        {!builtin && isNew && <CommandBlock command={{ type: 'newChain', ...place }} />}
        <ChainFlow place={place} builtin={builtin} />
        {builtin && (
          <LiveBlock
            counterKey={policyKey(place.table, place.chain)}
            title="Live, decided by the policy"
            of={`The policy of ${place.chain}`}
            none="No counter has been read yet."
          />
        )}
      </div>
      <footer className="insp-foot">
        <span>
          <Keys chord="N" /> add rule
        </span>
        <span>
          <Keys chord="J" /> insert jump
        </span>
        {!builtin && (
          <span>
            <Keys chord="Delete" /> delete
          </span>
        )}
      </footer>
    </>
  );
}

function ChainFlow(props: { readonly place: ChainRef; readonly builtin: boolean }) {
  const { table, chain } = props.place;
  const { builtin } = props;
  const read = useCallback(
    (reader: FlowReader) => (builtin ? reader.builtin({ table, chain }) : reader.custom({ table, chain })),
    [builtin, table, chain],
  );
  return <FlowBlock title="Live, entering the chain" of={`What enters ${chain}`} read={read} />;
}

function PolicyField(props: { readonly chain: Chain; readonly place: ChainRef }) {
  const { chain, place } = props;
  return (
    <div>
      <div className="ui-label">
        Policy <span className="ui-label-aside">for packets that no rule decided</span>
      </div>
      <Segmented
        label="Policy"
        stretch
        value={chain.policy ?? 'ACCEPT'}
        options={[
          { id: 'ACCEPT', name: 'ACCEPT' },
          { id: 'DROP', name: 'DROP' },
        ]}
        onChange={(policy) => setPolicy(place, policy)}
      />
    </div>
  );
}

function Callers(props: { readonly place: ChainRef }) {
  const { table } = props.place;
  const current = useWorkspace((state) => state.current);
  const callers = callersOf(current, props.place);
  if (callers.length === 0) {
    return (
      <div className="insp-warning">
        <p>No rule calls this chain, so no packet comes here.</p>
        <Button
          size="small"
          onPress={() => usePanels.getState().open({ kind: 'callChain', table, callee: props.place.chain })}
        >
          Call it from…
        </Button>
      </div>
    );
  }
  return (
    <div>
      <div className="ui-label">
        Called by <span className="ui-label-aside">{callers.length}</span>
      </div>
      <ul className="insp-callers">
        {callers.slice(0, 50).map((call) => (
          <li key={call.rule.id}>
            <AriaButton
              onPress={() =>
                useSelection
                  .getState()
                  .select({ kind: 'rule', table, chain: call.caller, id: call.rule.id }, { reveal: true })
              }
            >
              <span className="mono">{call.caller}</span> rule {call.index + 1}
              <small>{call.how}</small>
            </AriaButton>
          </li>
        ))}
      </ul>
      {callers.length > 50 && <p className="insp-quiet">and {count(callers.length - 50, 'more rule')}</p>}
    </div>
  );
}

function hasChain(ruleset: ReturnType<typeof useWorkspace.getState>['base'], { table, chain }: ChainRef): boolean {
  return ruleset?.tables.find(({ name }) => name === table)?.chains.some(({ name }) => name === chain) === true;
}
