import type { RuleRef } from '@sluice/draft';
import {
  describeRefusal,
  findChain,
  findTable,
  findTarget,
  isBuiltinChain,
  jumpRefusal,
  withField,
  type Ruleset,
  type RuleSpec,
} from '@sluice/netfilter';
import { useMemo, useState } from 'react';
import {
  Button,
  ComboBox as AriaComboBox,
  Header,
  Input,
  ListBox,
  ListBoxSection,
  Collection,
  Popover,
} from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import { useWorkspace } from '../state/workspace.ts';
import { OptionRow, type Option } from '../ui/choice.tsx';
import { offered, offeredWords } from '../ui/offered.ts';
import { TargetPill } from '../ui/rule-line.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { problemOf } from './field-edit.ts';
import { leaveField } from './leave-field.ts';
import { targetChoices, usualRank } from './modules/module-choices.ts';
import { useFocusWhenAsked } from './text-edit-field.tsx';
import type { RuleEdit } from './use-rule-edit.ts';

const COUNT_ONLY = 'count only';

/** What most rules do, offered first. */
const USUAL: readonly string[] = ['ACCEPT', 'DROP', 'REJECT', 'RETURN', 'LOG', 'MARK', 'DNAT', 'SNAT', 'MASQUERADE'];

interface Section {
  readonly id: string;
  readonly title: string;
  readonly options: readonly Option[];
}

/** What the rule does with a packet: a target, or a chain of the same table. */
export function TargetField(props: { readonly rule: RuleRef; readonly edit: RuleEdit }) {
  const { rule, edit } = props;
  const { target } = edit.spec;
  const isChain = target !== undefined && findTarget(target.name) === undefined;
  const how = target?.how ?? 'jump';
  const choose = (name: string): void => {
    const { current, family } = useWorkspace.getState();
    const chain = current !== null && findChain(current, { table: rule.table, chain: name }) !== undefined;
    const write = (spec: RuleSpec): RuleSpec =>
      withField(spec, 'target', name === COUNT_ONLY ? undefined : { how: chain ? how : 'jump', name });
    const before = edit.rule.spec;
    // A target that cannot be without an option waits for it.
    const isWhole = chain || problemOf(before, write(before), family) === null;
    edit.add(isWhole ? null : { words: `Set target ${name}`, isTarget: true, write });
    if (isWhole) edit.change('Set target', write);
  };
  return (
    <div className="insp-target">
      <div className="ui-label" aria-hidden="true">
        Target
        {isChain && (
          <span className="ui-label-aside">
            {how === 'jump' ? 'returns here if nothing matches' : 'returns to the caller'}
          </span>
        )}
      </div>
      <TargetBox value={target?.name ?? COUNT_ONLY} place={rule} spec={edit.spec} isChain={isChain} onChoose={choose} />
      <Segmented
        label="How to call the chain"
        value={how}
        options={[
          { id: 'jump', name: 'jump' },
          { id: 'goto', name: 'goto', disabled: !isChain },
        ]}
        onChange={(chosen) =>
          target &&
          edit.change(`Use ${chosen}`, (spec) => withField(spec, 'target', { how: chosen, name: target.name }))
        }
      />
    </div>
  );
}

function TargetBox(props: {
  readonly value: string;
  readonly place: RuleRef;
  readonly onChoose: (name: string) => void;
  readonly spec: RuleSpec;
  readonly isChain: boolean;
}) {
  const { value, place, onChoose, spec, isChain } = props;
  const input = useFocusWhenAsked('target');
  const [typed, setTyped] = useState<string | null>(null);
  // Judging what may stand here takes its time in a large table: only when somebody is about to choose.
  const [choosing, setChoosing] = useState(false);
  const asked = { value, how: spec.target?.how ?? 'jump', typed: typed ?? '' };
  const sections = useSections(choosing ? place : null, asked);
  /** What was typed whole needs no choosing; a part of a name is no name. */
  const takeTyped = (): void => {
    setTyped(null);
    const named = optionNamed(typed ?? '', sections);
    if (named && named.id !== value) onChoose(named.id);
  };
  return (
    <AriaComboBox
      className="ui-field"
      aria-label="Target"
      inputValue={typed ?? value}
      onInputChange={(text) => setTyped(text === value ? null : text)}
      onSelectionChange={(key) => {
        setTyped(null);
        if (key !== null && key !== value) onChoose(String(key));
      }}
      onFocus={() => setChoosing(true)}
      onOpenChange={(open) => open && setChoosing(true)}
      onBlur={() => {
        takeTyped();
        setChoosing(false);
      }}
      items={sections}
      disabledKeys={sections.flatMap(({ options }) =>
        options.filter(({ refusal }) => refusal !== undefined).map(({ id }) => id),
      )}
      allowsEmptyCollection
    >
      <div className="ui-box">
        <span className="insp-target-pill" aria-hidden="true">
          <TargetPill rule={{ spec }} isChain={() => isChain} />
        </span>
        <Input
          ref={input}
          className="ui-input mono"
          spellCheck={false}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={(event) => {
            // Whoever goes through the list chooses there.
            const goesThrough = event.currentTarget.hasAttribute('aria-activedescendant');
            if ((event.key === 'Enter' || event.key === 'Tab') && !goesThrough) takeTyped();
            if (event.key === 'Escape' && event.currentTarget.ariaExpanded !== 'true') leaveField(event.currentTarget);
          }}
        />
        <Button className="ui-box-button" aria-label="Show targets">
          <ChevronDown />
        </Button>
      </div>
      <Popover className="ui-popover ui-choice-popover" offset={4}>
        <ListBox<Section>
          className="ui-menu"
          renderEmptyState={() => <p className="ui-choice-none">No such target here</p>}
        >
          {(section) => (
            <ListBoxSection id={section.id}>
              <Header className="insp-list-head">{section.title}</Header>
              <Collection items={section.options}>{(option) => <OptionRow option={option} />}</Collection>
            </ListBoxSection>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

/** What is called so and may stand here: chains to the letter, targets in any case. */
function optionNamed(typed: string, sections: readonly Section[]): Option | undefined {
  const wanted = typed.trim();
  const options = sections.flatMap((section) => section.options).filter(({ refusal }) => refusal === undefined);
  return (
    options.find(({ id }) => id === wanted) ??
    options.find(({ id }) => id === wanted.toUpperCase() && findTarget(id) !== undefined)
  );
}

const NO_TARGETS = { here: [], refused: [] };

interface Asked {
  /** What the rule names now; it is always offered. */
  readonly value: string;
  readonly how: 'jump' | 'goto';
  readonly typed: string;
}

function useSections(rule: RuleRef | null, { value, how, typed }: Asked): readonly Section[] {
  const current = useWorkspace((state) => (rule ? state.current : null));
  const targets = useMemo(() => (current && rule ? knownTargets(current, rule) : NO_TARGETS), [current, rule]);
  const chains = useMemo(
    () => (current && rule ? callableChains(current, rule, { how, typed }) : null),
    [current, rule, how, typed],
  );
  const matching: Section = {
    id: 'targets',
    title: `Allowed in ${rule?.chain ?? ''}`,
    options: offered(targets.here, typed).shown,
  };
  if (!rule) return [];
  const refused: Section = { id: 'refused', title: 'Not here', options: offered(targets.refused, typed).shown };
  const known = [...targets.here, ...targets.refused, ...(chains?.options ?? [])].some(({ id }) => id === value);
  const now: Section = {
    id: 'now',
    title: 'Now',
    options: known ? [] : offered([{ id: value, name: value }], typed).shown,
  };
  return [now, matching, ...(chains ? [chains] : []), refused].filter(({ options }) => options.length > 0);
}

/** Those that may stand here and those that may not, with the reason. */
function knownTargets(ruleset: Ruleset, rule: RuleRef): { readonly here: Option[]; readonly refused: Option[] } {
  const { family, backend } = useWorkspace.getState();
  const all = targetChoices({ ruleset, rule, spec: { matches: [] }, family, backend: backend ?? 'nft' })
    .toSorted((a, b) => usualRank(USUAL, a.module.name) - usualRank(USUAL, b.module.name))
    .map(({ module: { name, help }, refusal }): Option => {
      return { id: name, name, shown: <span className="mono">{name}</span>, help, refusal: refusal ?? undefined };
    });
  return {
    here: [
      ...all.filter(({ refusal }) => refusal === undefined),
      { id: COUNT_ONLY, name: COUNT_ONLY, help: 'No target: the rule counts and decides nothing' },
    ],
    refused: all.filter(({ refusal }) => refusal !== undefined),
  };
}

/** Chains that the rule can call, and why not the others; only those that are offered are judged. */
function callableChains(ruleset: Ruleset, rule: RuleRef, { how, typed }: Pick<Asked, 'how' | 'typed'>): Section {
  const backend = useWorkspace.getState().backend ?? 'nft';
  const chains = (findTable(ruleset, rule.table)?.chains ?? []).filter(({ name }) => !isBuiltinChain(rule.table, name));
  const some = offered(chains, typed);
  const note = offeredWords(some);
  return {
    id: 'chains',
    title: `Chains of ${rule.table}${note === '' ? '' : `: ${note}`}`,
    options: some.shown.map(({ name }): Option => {
      const refusal = jumpRefusal(ruleset, rule, name, { how, backend });
      return {
        id: name,
        name,
        shown: <span className="mono">→ {name}</span>,
        refusal: refusal ? describeRefusal(refusal) : undefined,
      };
    }),
  };
}
