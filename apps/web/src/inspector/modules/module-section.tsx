import { findUse, optionTitle, type ModuleDefinition, type OptionDefinition } from '@sluice/netfilter';
import { ChevronDown, X } from 'lucide-react';
import { useEffect, useId, useRef, useState } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useWorkspace } from '../../state/workspace.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import type { RuleEdit } from '../use-rule-edit.ts';
import { OptionControl } from './option-control.tsx';
import { askedOptions, optionField, sectionProblem, type SectionPlace } from './option-field.ts';
import './modules.css';

/** So few options more are no list to hide. */
const FEW = 2;

/** A match or target of the rule as a form, made from its definition. */
export function ModuleSection(props: {
  readonly edit: RuleEdit;
  readonly place: SectionPlace;
  readonly module: ModuleDefinition;
  /** Takes the module out of the rule; a target is exchanged, not taken out. */
  readonly onRemove?: () => void;
}) {
  const { edit, place, module, onRemove } = props;
  const family = useWorkspace((state) => state.family);
  const [showsAll, setShowsAll] = useState(place.isAdded);
  const section = useRef<HTMLElement>(null);
  const head = useId();
  useFirstField(section, place.isAdded && place.at !== 'target');
  const use = findUse(edit.typedSpec, place.at)?.use;
  const options = askedOptions(module, family);
  const isSaid = ({ names: [name] }: OptionDefinition): boolean =>
    use?.options.some((each) => each.name === name) ?? false;
  const isMain = (option: OptionDefinition): boolean => isSaid(option) || isNeeded(module, option, isSaid);
  const main = options.filter(isMain);
  const rest = options.length - main.length;
  const shown = showsAll || rest <= FEW || main.length === 0 ? options : main;
  const problem = sectionProblem(edit.typedSpec, place.at, family);
  return (
    <section ref={section} className="mod" aria-labelledby={head}>
      {place.at !== 'target' && (
        <header className="mod-head">
          <h3 id={head}>
            <span className="mono">{module.name}</span> <small>{module.help}</small>
          </h3>
          {onRemove && (
            <IconButton label={`Remove ${module.name}`} onPress={onRemove}>
              <X />
            </IconButton>
          )}
        </header>
      )}
      {place.at === 'target' && (
        <h3 id={head} className="unseen">
          Options of {module.name}
        </h3>
      )}
      {shown.map((option) => (
        <OptionControl
          key={option.names[0]}
          edit={edit}
          field={optionField(place, option)}
          option={option}
          family={family}
          isNeeded={isNeeded(module, option, isSaid)}
        />
      ))}
      {shown.length < options.length && (
        <AriaButton className="mod-more" onPress={() => setShowsAll(true)}>
          <ChevronDown size={13} />
          <span>
            {rest} more:{' '}
            {options
              .filter((option) => !isMain(option))
              .map(optionTitle)
              .join(', ')}
          </span>
        </AriaButton>
      )}
      {problem !== null && <p className={place.isAdded ? 'mod-wants' : 'ui-error'}>{problem}</p>}
      {place.isAdded && (
        <div className="mod-add">
          <Button size="small" isDisabled={problem !== null} onPress={edit.finishAdding}>
            Add {module.name}
          </Button>
          <Button size="small" look="quiet" onPress={() => edit.add(null)}>
            Cancel
          </Button>
        </div>
      )}
    </section>
  );
}

/** Whether the module cannot do without the option, or without one of a group in which nothing is said yet. */
function isNeeded(
  module: ModuleDefinition,
  option: OptionDefinition,
  isSaid: (option: OptionDefinition) => boolean,
): boolean {
  const [name] = option.names;
  return (module.requires ?? []).some((group) => {
    if (!group.includes(name)) return false;
    const said = module.options.filter((each) => group.includes(each.names[0]) && isSaid(each));
    return said.length === 0 || (said.length === 1 && isSaid(option));
  });
}

/** A module that was just chosen takes the cursor. */
function useFirstField(section: { readonly current: HTMLElement | null }, wanted: boolean): void {
  useEffect(() => {
    if (wanted) section.current?.querySelector<HTMLElement>('input, .ui-select')?.focus();
    // Only when it comes: later the cursor is where the person put it.
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- see above
  }, []);
}
