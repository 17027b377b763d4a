import { createRule, printSpec } from '@sluice/iptables';
import type { RuleId } from '@sluice/netfilter';
import { useMemo } from 'react';
import { useDrag } from '../state/drag.ts';
import { Keys } from '../ui/keys.tsx';
import { Pill } from '../ui/pill.tsx';
import { CommandBlock } from './command-block.tsx';
import { InspectorHead } from './inspector-head.tsx';
import { RuleForm } from './rule-form.tsx';
import { useRuleEdit } from './use-rule-edit.ts';

type Source = NonNullable<ReturnType<typeof useDrag.getState>['source']>;
type Spot = NonNullable<ReturnType<typeof useDrag.getState>['spot']>;

/** The call that would be made if the person let go now. */
interface Preview {
  readonly source: Extract<Source, { readonly kind: 'chain' }>;
  readonly spot: Spot;
  readonly byKeys: boolean;
}

/** What a chain that is being dragged or placed would become; null when nothing would. */
export function useJumpPreview(): Preview | null {
  const source = useDrag((state) => state.source);
  const spot = useDrag((state) => (state.refusal ? null : state.spot));
  const byKeys = useDrag((state) => state.by === 'keys');
  return source?.kind === 'chain' && spot ? { source, spot, byKeys } : null;
}

const PREVIEW_ID = 'draft:preview' as RuleId;

/** Already while dragging: the rule that dropping here makes, and its exact command. */
export function JumpPreview({ source, spot, byKeys }: Preview) {
  const { table, chain } = spot;
  const text = printSpec({ matches: [], target: { how: source.how, name: source.chain, options: [] } });
  const rule = useMemo(() => createRule(text, PREVIEW_ID), [text]);
  const place = { table, chain, id: PREVIEW_ID };
  const edit = useRuleEdit(place, rule, { label: chain, fault: null });
  const position = spot.index + 1;
  return (
    <>
      <InspectorHead table={table} chain={chain} title={`New rule at position ${position}`}>
        <Pill tone="green">{byKeys ? '+ on Enter' : '+ on drop'}</Pill>
      </InspectorHead>
      <div className="insp-scroll">
        <div inert>
          <RuleForm rule={place} edit={edit} onEditAsLine={() => {}} />
        </div>
      </div>
      <div className="insp-fixed">
        <CommandBlock command={{ type: 'insert', table, chain, position, texts: [text] }} />
      </div>
      <footer className="insp-foot">
        <span>{byKeys ? 'Arrows choose, Enter inserts' : 'Release to add to the draft'}</span>
        <span className="insp-foot-end">
          <Keys chord="Escape" /> cancel
        </span>
      </footer>
    </>
  );
}
