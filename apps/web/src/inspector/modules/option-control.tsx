import {
  asksOf,
  exampleOf,
  optionTitle,
  saysOnlyNot,
  type Ask,
  type Family,
  type OptionDefinition,
  type OptionValue,
} from '@sluice/netfilter';
import { Checkbox } from '../../ui/checkbox.tsx';
import { NotToggle } from '../text-edit-field.tsx';
import type { RuleEdit } from '../use-rule-edit.ts';
import type { OptionField } from './option-field.ts';
import { AmountWord, ChoiceWord, LineWord, WordChecks, type WordProps } from './word-controls.tsx';

/** The control for one option, made from how its kind asks for the value. */
export function OptionControl(props: {
  readonly edit: RuleEdit;
  readonly field: OptionField;
  readonly option: OptionDefinition;
  readonly family: Family;
  /** A choice need not offer to say nothing. */
  readonly isNeeded: boolean;
}) {
  return props.option.kind.words === 0 ? <FlagControl {...props} /> : <ValueControl {...props} />;
}

type ControlProps = Parameters<typeof OptionControl>[0];

function FlagControl({ edit, field, option }: ControlProps) {
  const value = edit.shown(field);
  const onlyNot = saysOnlyNot(option);
  const title = optionTitle(option);
  const problem = edit.problem(field);
  return (
    <div className="mod-flag">
      <Checkbox
        checked={value !== undefined && (!onlyNot || value.negated)}
        onChange={(on) => edit.commit(field, on ? { negated: onlyNot, values: [] } : undefined)}
      >
        <span>
          {title} <OptionName option={option} not={onlyNot} />
        </span>
      </Checkbox>
      {value && option.negatable === true && !onlyNot && (
        <NotToggle
          label={title}
          negated={value.negated}
          onChange={(negated) => edit.commit(field, { negated, values: [] })}
        />
      )}
      {problem !== null && <p className="ui-error">{problem}</p>}
    </div>
  );
}

/** The option as iptables spells it, for those who know it by that name. */
export function OptionName(props: { readonly option: OptionDefinition; readonly not?: boolean }) {
  return (
    <code className="mod-name mono">
      {props.not === true && '! '}
      {props.option.names[0]}
    </code>
  );
}

function ValueControl({ edit, field, option, family, isNeeded }: ControlProps) {
  const value: OptionValue = edit.shown(field) ?? { negated: false, values: [] };
  const { kind } = option;
  const asks = asksOf(kind);
  const title = optionTitle(option);
  const example = exampleOf(kind, family);
  const isWhole = (words: readonly string[]): boolean =>
    asks.every((_, at) => (words[at] ?? '') !== '') || words.every((word) => word === '');
  const words = asks.map((_, at) => value.values[at] ?? '');
  const withWord = (at: number, word: string): OptionValue => ({ ...value, values: words.with(at, word) });
  const not = option.negatable === true && (
    <NotToggle
      label={title}
      negated={value.negated}
      onChange={(negated) => {
        if (isWhole(words) && words[0] !== '') edit.commit(field, { negated, values: words });
        else edit.type(field, { negated, values: words });
      }}
    />
  );
  const parts = asks.map((ask, at): { readonly ask: Ask; readonly word: WordProps } => ({
    ask,
    word: {
      label: ask.title ?? title,
      aside: asks.length === 1 ? <OptionName option={option} /> : undefined,
      end: at === 0 ? not : undefined,
      word: words[at] ?? '',
      example: example[at] ?? '',
      takes: (word) => kind.parse(example.with(at, word), family).ok,
      normal: (word) => {
        const read = kind.parse(example.with(at, word), family);
        return read.ok ? kind.print(read.value, family)[at] : undefined;
      },
      reads: (word) => {
        const read = kind.parse([word], family);
        return read.ok ? kind.read(read.value) : word;
      },
      problem: at === asks.length - 1 ? edit.problem(field) : null,
      isTyping: edit.isTyping(field),
      isNeeded,
      onType: (word) => edit.type(field, withWord(at, word)),
      onCommit: (word) => {
        const next = word === undefined ? value : withWord(at, word);
        // Half of a value of two words is no mistake yet.
        if (isWhole(asks.map((_, each) => next.values[each] ?? ''))) {
          return word === undefined ? edit.commit(field) : edit.commit(field, next);
        }
        if (word !== undefined) edit.type(field, next);
        return false;
      },
      onRevert: () => edit.revert(field),
    },
  }));
  const controls = parts.map(({ ask, word }, at) => <WordControl key={String(at)} ask={ask} word={word} />);
  if (controls.length === 1) return <div>{controls}</div>;
  return (
    <fieldset className="mod-pair" aria-label={title}>
      <div className="ui-label">
        <span aria-hidden="true">{title}</span>
        <OptionName option={option} />
      </div>
      {controls}
    </fieldset>
  );
}

function WordControl({ ask, word }: { readonly ask: Ask; readonly word: WordProps }) {
  switch (ask.by) {
    case 'line':
      return <LineWord {...word} offers={ask.offers ?? []} />;
    case 'one':
      return <ChoiceWord {...word} of={ask.of.filter(word.takes)} />;
    case 'some':
      return <WordChecks {...word} of={ask.of} none={ask.none ?? ''} />;
    case 'amount':
      return <AmountWord {...word} units={ask.units} />;
  }
}
