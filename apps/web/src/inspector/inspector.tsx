import { findChain, type Ruleset } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { useMapCover } from '../state/map-cover.ts';
import { selectedRules } from '../state/selected-rules.ts';
import { useSelection, type Selected } from '../state/selection.ts';
import { useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useMedia } from '../ui/use-media.ts';
import { ChainInspector } from './chain-inspector.tsx';
import { DisabledInspector } from './disabled-inspector.tsx';
import { TrialOverview } from './trial-overview.tsx';
import { JumpPreview, useJumpPreview } from './jump-preview.tsx';
import { Overview } from './overview.tsx';
import { RuleInspector } from './rule-inspector.tsx';
import { RulesInspector } from './rules-inspector.tsx';
import './inspector.css';

/** Right of the map: everything about what is selected. In a small window it lies over the map, and only then. */
export function Inspector(props: { readonly host: Host | undefined }) {
  const selected = useSelection((state) => state.selected);
  const overlays = useMedia('(max-width: 1280px)');
  const preview = useJumpPreview();
  if (overlays && !selected) return null;
  return (
    <aside ref={overlays ? tellCover : null} className={overlays ? 'insp insp-over' : 'insp'} aria-label="Inspector">
      {preview ? <JumpPreview {...preview} /> : <Shown host={props.host} selected={selected} />}
    </aside>
  );
}

/** The map's "Fit" means what is not covered (TOKENS 13). */
function tellCover(element: HTMLElement): () => void {
  useMapCover.setState({ width: element.offsetWidth });
  return () => useMapCover.setState({ width: 0 });
}

function Shown(props: { readonly host: Host | undefined; readonly selected: Selected | null }) {
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
  return <RuleInspector key={rule.id} rule={rule} place={selected} index={index} />;
}

function lookUp(ruleset: Ruleset, selected: Selected) {
  const chain = findChain(ruleset, selected);
  if (!chain) return null;
  const index = selected.kind === 'rule' ? chain.rules.findIndex(({ id }) => id === selected.id) : -1;
  return { chain, index, rule: chain.rules[index] };
}
