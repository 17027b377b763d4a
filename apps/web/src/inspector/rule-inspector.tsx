import { faultOf, type DiffRow, type RuleRef } from '@sluice/draft';
import { printSpec, type Command } from '@sluice/iptables';
import { ownerOfRule, readRule, type Rule } from '@sluice/netfilter';
import { useState } from 'react';
import { SetsOfRule } from '../sets/sets-of-rule.tsx';
import { useTrial } from '../state/trial.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Keys } from '../ui/keys.tsx';
import { OwnerBadge } from '../ui/owner-badge.tsx';
import { Pill, type PillTone } from '../ui/pill.tsx';
import { Sign } from '../ui/signs.tsx';
import { Tip } from '../ui/tip.tsx';
import { CommandBlock } from './command-block.tsx';
import { InspectorHead, TrialNote } from './inspector-head.tsx';
import { LineEditor } from './line-editor.tsx';
import { LiveBlock } from './live-block.tsx';
import { OwnerNote } from './owner-note.tsx';
import { RuleForm } from './rule-form.tsx';
import { useRuleEdit } from './use-rule-edit.ts';

/** Everything about one rule: what it says, in fields or as a line; the command; what passes through it. */
export function RuleInspector(props: {
  readonly rule: Rule;
  readonly place: RuleRef;
  readonly index: number;
  /** What the draft does to it. */
  readonly change: DiffRow['change'];
}) {
  const { rule, place, index, change } = props;
  const onTrial = useTrial((state) => state.pending !== null);
  const [asLine, setAsLine] = useState(false);
  const [typedLine, setTypedLine] = useState<string | null>(null);
  const label = `${place.chain} rule ${index + 1}`;
  const family = useWorkspace((state) => state.family);
  const fault = faultOf({ change, rule }, family);
  const owner = change === 'added' ? null : ownerOfRule(rule, place.chain);
  const edit = useRuleEdit(place, rule, { label, fault });
  const typed = asLine ? (typedLine ?? rule.text) : printSpec(edit.typedSpec, { family });
  const isTyping = asLine ? typedLine !== null : edit.typedSpec !== rule.spec;
  return (
    <>
      <InspectorHead
        table={place.table}
        chain={place.chain}
        title={`${change === 'added' ? 'New rule' : 'Rule'} ${index + 1}`}
      >
        <Pill tone={CHIPS[change].tone}>{CHIPS[change].words}</Pill>
        {owner && <OwnerBadge owner={owner} />}
        <span className="insp-head-end">
          <Tip text={asLine ? 'Show the fields' : 'Edit the exact text of the rule'}>
            <Button size="small" look="quiet" onPress={() => setAsLine(!asLine)}>
              {asLine ? 'Edit in fields' : 'Edit as line'}
            </Button>
          </Tip>
        </span>
      </InspectorHead>
      <div className="insp-scroll">
        {onTrial && <TrialNote />}
        {fault !== null && <FaultNote reason={fault} />}
        <p className="insp-reading">{readRule(isTyping && !asLine ? edit.typedSpec : rule.spec)}</p>
        {owner && <OwnerNote owner={owner} />}
        <SetsOfRule rule={rule} />
        <div>
          {asLine ? (
            <LineEditor rule={place} text={rule.text} label={label} onType={setTypedLine} />
          ) : (
            <RuleForm rule={place} edit={edit} onEditAsLine={() => setAsLine(true)} />
          )}
        </div>
      </div>
      <div className="insp-fixed">
        <CommandBlock command={commandFor(place, index, change, isTyping ? typed : rule.text)} />
        <LiveBlock
          counterKey={rule.id}
          title="Live"
          of={`Rule ${index + 1} of ${place.chain}`}
          none={
            change === 'added' || change === 'changed'
              ? 'The rule counts as soon as it is applied.'
              : 'No counter has been read yet.'
          }
        />
      </div>
      <footer className="insp-foot">
        <span>
          <Keys chord="Delete" /> remove
        </span>
        <span>
          <Keys chord="Alt+ArrowUp" />
          <Keys chord="Alt+ArrowDown" /> move
        </span>
        <span>
          <Keys chord="J" /> jump
        </span>
      </footer>
    </>
  );
}

/** Why this rule keeps the draft from being applied. */
function FaultNote(props: { readonly reason: string }) {
  return (
    <output className="insp-fault">
      <Sign kind="trouble" />
      <span>
        <b>This rule cannot be applied.</b> {props.reason} It stays in the draft until it is right.
      </span>
    </output>
  );
}

const CHIPS: Readonly<Record<DiffRow['change'], { readonly tone: PillTone; readonly words: string }>> = {
  same: { tone: 'grey', words: 'live' },
  added: { tone: 'green', words: '+ new' },
  changed: { tone: 'amber', words: '~ changed' },
  moved: { tone: 'blue', words: '↕ moved' },
  removed: { tone: 'red', words: '− removed' },
};

function commandFor(place: RuleRef, index: number, change: DiffRow['change'], text: string): Command {
  const { table, chain } = place;
  const position = index + 1;
  if (change === 'changed') return { type: 'replace', table, chain, position, text };
  return { type: 'insert', table, chain, position, texts: [text] };
}
