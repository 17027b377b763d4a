import { findChain, type Ruleset } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { memo, useDeferredValue, type ComponentProps } from 'react';
import { SetInspector } from '../sets/set-inspector.tsx';
import { useHostSets, useSets } from '../state/host-sets.ts';
import { changeOf } from '../state/changes.ts';
import { selectedRules } from '../state/selected-rules.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { ChainInspector } from './chain-inspector.tsx';
import { DisabledInspector } from './disabled-inspector.tsx';
import { JumpPreview, useJumpPreview } from './jump-preview.tsx';
import { Overview } from './overview.tsx';
import { RuleInspector } from './rule-inspector.tsx';
import { RulesInspector } from './rules-inspector.tsx';
import { TrialOverview } from './trial-overview.tsx';

/** What the inspector says: about what is dragged, what is selected, or the host as a whole. */
export function Shown(props: { readonly host: Host | undefined; readonly selected: Selected | null }) {
  const preview = useJumpPreview();
  const open = useHostSets((state) => state.open);
  const set = useSets().find(({ name }) => name === open);
  if (preview) return <JumpPreview {...preview} />;
  return set ? <SetInspector key={set.name} set={set} /> : <Chosen {...props} />;
}

function Chosen(props: { readonly host: Host | undefined; readonly selected: Selected | null }) {
  const { selected } = props;
  const current = useWorkspace((state) => state.current);
  const shelf = useWorkspace((state) => state.shelf);
  const others = useSelection((state) => state.others);
  const onTrial = useTrial((state) => state.pending !== null);
  const found = selected && current ? lookUp(current, selected) : null;
  if (!selected || !found) return onTrial ? <TrialOverview /> : <Overview host={props.host} />;
  if (others.length > 0 && selectedRules(current, { selected, others }).length > 1)
    return <RulesInspector rules={selectedRules(current, { selected, others })} />;
  if (selected.kind === 'chain') return <ChainInspector chain={found.chain} place={selected} />;
  const { rule, index } = found;
  const disabled = shelf.find(({ id }) => id === selected.id);
  if (disabled) return <DisabledInspector rule={disabled} />;
  if (!rule) return <Overview host={props.host} />;
  return <LaterRule rule={rule} place={selected} index={index} />;
}

/** The map answers an edit first; the many fields of the rule follow in the next frame. Another rule is there at once. */
function LaterRule(props: Omit<ComponentProps<typeof RuleInspector>, 'change'>) {
  const now = useWorkspace((state) => changeOf(state.diff, props.place, props.rule.id));
  const rule = useDeferredValue(props.rule);
  const place = useDeferredValue(props.place);
  const index = useDeferredValue(props.index);
  const change = useDeferredValue(now);
  const shown = rule.id === props.rule.id ? { rule, place, index, change } : { ...props, change: now };
  return <SteadyRule key={shown.rule.id} {...shown} />;
}

const SteadyRule = memo(RuleInspector);

function lookUp(ruleset: Ruleset, selected: Selected) {
  const chain = findChain(ruleset, selected);
  if (!chain) return null;
  const index = selected.kind === 'rule' ? chain.rules.findIndex(({ id }) => id === selected.id) : -1;
  return { chain, index, rule: chain.rules[index] };
}
