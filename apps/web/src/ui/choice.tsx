import {
  Button,
  ComboBox as AriaComboBox,
  FieldError,
  Input,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Label,
} from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import { FieldLabel, type FieldProps } from './field.tsx';
import './choice.css';
import './menu.css';

/** One thing to choose. */
export interface Option {
  readonly id: string;
  readonly name: string;
  /** A word at the right: a count, a kind. */
  readonly note?: string | undefined;
  /** What it is for, in a second line. */
  readonly help?: string | undefined;
  /** Why it cannot be chosen; such an option stays visible, so that nobody searches for it. */
  readonly refusal?: string | undefined;
  /** How the name is drawn, when not as plain text. */
  readonly shown?: ReactNode;
}

/** A field that takes text and offers what it knows while the person types. */
export function ComboBox(
  props: FieldProps & {
    readonly options: readonly Option[];
    /** An option was taken, or free text committed with Enter or by leaving. */
    readonly onCommit: (value: string) => void;
    readonly free?: boolean | undefined;
    readonly inputRef?: Ref<HTMLInputElement> | undefined;
    readonly end?: ReactNode;
    readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
  },
) {
  const { options, value, onCommit, free = true } = props;
  return (
    <AriaComboBox
      className="ui-field"
      inputValue={value}
      onInputChange={props.onChange}
      onSelectionChange={(key) => key !== null && onCommit(String(key))}
      onBlur={() => free && onCommit(value)}
      allowsCustomValue={free}
      isInvalid={props.error != null}
      isDisabled={props.disabled === true}
      defaultItems={options}
      disabledKeys={options.filter(({ refusal }) => refusal !== undefined).map(({ id }) => id)}
    >
      <FieldLabel aside={props.aside}>{props.label}</FieldLabel>
      <div className="ui-box">
        <Input
          className={props.mono === true ? 'ui-input mono' : 'ui-input'}
          placeholder={props.placeholder ?? ''}
          spellCheck={false}
          onKeyDown={props.onKeyDown}
          {...(props.inputRef ? { ref: props.inputRef } : {})}
        />
        {props.end}
        {props.disabled !== true && (
          <Button className="ui-box-button" aria-label={`Show choices for ${props.label}`}>
            <ChevronDown />
          </Button>
        )}
      </div>
      <FieldError className="ui-error">{props.error}</FieldError>
      <Popover className="ui-popover ui-choice-popover" offset={4}>
        <ListBox<Option> className="ui-menu" renderEmptyState={() => <p className="ui-choice-none">Nothing like it</p>}>
          {(option) => <OptionRow option={option} />}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}

/** A choice of one from a list that opens. */
export function Select(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly Option[];
  readonly onChange: (id: string) => void;
  readonly hideLabel?: boolean;
  /** Stands at the right end of the label's line. */
  readonly aside?: ReactNode;
  readonly look?: 'field' | 'button';
}) {
  const shown = props.options.find(({ id }) => id === props.value);
  return (
    <AriaSelect
      className={`ui-field ui-select-${props.look ?? 'field'}`}
      value={props.value}
      onChange={(key) => key !== null && props.onChange(String(key))}
    >
      <div className={props.hideLabel === true ? 'unseen' : 'ui-label'}>
        <Label>{props.label}</Label>
        {props.aside !== undefined && <span className="ui-label-aside">{props.aside}</span>}
      </div>
      <Button className="ui-box ui-select">
        <SelectValue className="ui-select-value">{shown?.shown ?? shown?.name ?? props.value}</SelectValue>
        <ChevronDown className="ui-select-arrow" />
      </Button>
      <Popover className="ui-popover ui-choice-popover" offset={4}>
        <ListBox<Option> className="ui-menu" items={props.options}>
          {(option) => <OptionRow option={option} />}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

/** One option in an opened list. */
export function OptionRow(props: { readonly option: Option }) {
  const { option } = props;
  return (
    <ListBoxItem
      id={option.id}
      textValue={option.name}
      className="ui-menu-item ui-option"
      isDisabled={option.refusal !== undefined}
    >
      <span className="ui-menu-text">
        <span>{option.shown ?? option.name}</span>
        {option.help !== undefined && <small>{option.help}</small>}
        {option.refusal !== undefined && <small>{option.refusal}</small>}
      </span>
      {option.note !== undefined && <span className="ui-option-note">{option.note}</span>}
    </ListBoxItem>
  );
}
