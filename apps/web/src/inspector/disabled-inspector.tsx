import type { ShelvedRule } from '@sluice/draft';
import { createRule } from '@sluice/iptables';
import { readRule } from '@sluice/netfilter';
import { CirclePlay, Trash2 } from 'lucide-react';
import { runById } from '../commands/keyboard.ts';
import { useTrial } from '../state/trial.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { Pill } from '../ui/pill.tsx';
import { InspectorHead, TrialNote } from './inspector-head.tsx';

/** A disabled rule: what it would say, and the ways back and out. */
export function DisabledInspector(props: { readonly rule: ShelvedRule }) {
  const { rule } = props;
  const onTrial = useTrial((state) => state.pending !== null);
  return (
    <>
      <InspectorHead table={rule.table} chain={rule.chain} title="Disabled rule">
        <Pill tone="grey">off</Pill>
      </InspectorHead>
      <div className="insp-scroll">
        {onTrial && <TrialNote />}
        <p className="insp-reading">{readRule(createRule(rule.text, rule.id).spec)}</p>
        <div className="insp-form" inert={onTrial}>
          <code className="insp-line mono">
            -A {rule.chain} {rule.text}
          </code>
          <p className="insp-quiet">
            No packet meets it. iptables cannot disable a rule, so Sluice keeps it here and the host does not have it.
          </p>
          <div className="insp-actions">
            <Button onPress={() => runById('rule.toggle')}>
              <CirclePlay size={14} />
              Enable
            </Button>
            <Button look="danger" onPress={() => runById('rule.delete')}>
              <Trash2 size={14} />
              Delete
            </Button>
          </div>
        </div>
      </div>
      <footer className="insp-foot">
        <span>
          <Keys chord="D" /> enable
        </span>
        <span>
          <Keys chord="Delete" /> delete
        </span>
      </footer>
    </>
  );
}
