import type { RuleRef } from '@sluice/draft';
import { printSpec } from '@sluice/iptables';
import { findUse, withMatch, type RuleSpec } from '@sluice/netfilter';
import { X } from 'lucide-react';
import { useState, type ComponentProps } from 'react';
import { Button } from 'react-aria-components';
import { useWorkspace } from '../../state/workspace.ts';
import { IconButton } from '../../ui/button.tsx';
import type { RuleEdit } from '../use-rule-edit.ts';
import { AddMatch } from './add-match.tsx';
import { hiddenMatch } from './module-choices.ts';
import { ModuleSection } from './module-section.tsx';
import { shownAs, withoutSection } from './option-field.ts';

/** The matches of a rule that have no fields of their own, each as a form, and the way to more of them. */
export function ModuleForms(props: {
  readonly rule: RuleRef;
  readonly edit: RuleEdit;
  readonly extra: ComponentProps<typeof AddMatch>['extra'];
  readonly onEditAsLine: () => void;
}) {
  const { rule, edit, onEditAsLine } = props;
  const family = useWorkspace((state) => state.family);
  const [revealed, setRevealed] = useState<ReadonlySet<number>>(new Set());
  const { spec, added } = edit;
  const addedAt = added && !added.isTarget ? spec.matches.length - 1 : null;
  const choose = (name: string): void => {
    const hidden = hiddenMatch(spec, name);
    if (hidden !== undefined) setRevealed(new Set([...revealed, hidden]));
    else edit.add({ words: `Add ${name}`, isTarget: false, write: (before) => withMatch(before, name, family) });
  };
  return (
    <>
      {spec.fragment && <TextChip text={`${spec.fragment.negated ? '! ' : ''}-f`} onPress={onEditAsLine} />}
      {spec.matches.map((use, at) => {
        const look = at === addedAt || revealed.has(at) ? 'section' : shownAs(spec, at);
        const module = findUse(spec, at)?.module;
        const remove = (): void => {
          setRevealed(new Set([...revealed].filter((each) => each !== at)));
          if (at === addedAt) edit.add(null);
          else edit.change(`Remove ${use.module}`, (before) => withoutSection(before, at));
        };
        if (look === 'fields') return null;
        const key = `${at} ${use.module}`;
        return look === 'section' && module ? (
          <ModuleSection
            key={key}
            edit={edit}
            place={{ at, isAdded: at === addedAt }}
            module={module}
            onRemove={remove}
          />
        ) : (
          <div key={key} className="mod-text">
            <TextChip text={printSpec({ matches: [use] })} onPress={onEditAsLine} />
            <IconButton label={`Remove ${use.module}`} onPress={remove}>
              <X />
            </IconButton>
          </div>
        );
      })}
      <AddMatch edit={edit} rule={rule} extra={props.extra} onChoose={choose} onEditAsLine={onEditAsLine} />
    </>
  );
}

/** The options of the rule's target as a form. */
export function TargetForm(props: { readonly edit: RuleEdit; readonly onEditAsLine: () => void }) {
  const { edit, onEditAsLine } = props;
  const { spec } = edit;
  const found = findUse(spec, 'target');
  const look = shownAs(spec, 'target');
  if (!found || look === 'fields') return null;
  if (look === 'section' && found.module) {
    const place = { at: 'target', isAdded: edit.added?.isTarget === true } as const;
    return <ModuleSection key={found.module.name} edit={edit} place={place} module={found.module} />;
  }
  return <TextChip text={targetText(spec)} onPress={onEditAsLine} />;
}

/** What no form can ask for is shown as it is, and edited as a line. */
function TextChip(props: { readonly text: string; readonly onPress: () => void }) {
  return (
    <Button className="insp-chip mono" onPress={props.onPress} aria-label={`${props.text}. Edit as line`}>
      {props.text}
    </Button>
  );
}

/** A target's own options as their text. */
function targetText({ target }: RuleSpec): string {
  const whole = target ? printSpec({ matches: [], target }) : '';
  return whole.split(' ').slice(2).join(' ');
}
