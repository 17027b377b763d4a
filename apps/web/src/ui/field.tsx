import { FieldError, Input, Label, Text, TextField as AriaTextField } from 'react-aria-components';
import type { KeyboardEvent, ReactNode, Ref } from 'react';
import './field.css';

/** What every field has: a label, and words beside it when the value is wrong. */
export interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly placeholder?: string | undefined;
  /** What is wrong, in words; null when nothing is. */
  readonly error?: string | null | undefined;
  readonly disabled?: boolean | undefined;
  readonly mono?: boolean | undefined;
  /** Stands at the right end of the label's line. */
  readonly aside?: ReactNode;
}

/** One line of text. */
export function TextField(
  props: FieldProps & {
    readonly hint?: string | undefined;
    readonly inputRef?: Ref<HTMLInputElement> | undefined;
    readonly onBlur?: (() => void) | undefined;
    readonly onKeyDown?: ((event: KeyboardEvent) => void) | undefined;
    /** Stands inside the box, behind the text. */
    readonly end?: ReactNode;
  },
) {
  return (
    <AriaTextField
      className="ui-field"
      value={props.value}
      onChange={props.onChange}
      isInvalid={props.error != null}
      isDisabled={props.disabled === true}
      {...(props.onBlur ? { onBlur: props.onBlur } : {})}
    >
      <FieldLabel aside={props.aside}>{props.label}</FieldLabel>
      <div className="ui-box">
        <Input
          className={props.mono === true ? 'ui-input mono' : 'ui-input'}
          placeholder={props.placeholder ?? ''}
          autoComplete="off"
          spellCheck={false}
          onKeyDown={props.onKeyDown}
          {...(props.inputRef ? { ref: props.inputRef } : {})}
        />
        {props.end}
      </div>
      {props.hint !== undefined && props.error == null && (
        <Text slot="description" className="ui-hint">
          {props.hint}
        </Text>
      )}
      <FieldError className="ui-error">{props.error}</FieldError>
    </AriaTextField>
  );
}

/** For `inputRef`: the field in which a dialog begins. */
export function takeFocus(element: HTMLElement | null): void {
  element?.focus();
}

/** The words above a field. */
export function FieldLabel(props: { readonly children: ReactNode; readonly aside?: ReactNode }) {
  return (
    <div className="ui-label">
      <Label>{props.children}</Label>
      {props.aside !== undefined && <span className="ui-label-aside">{props.aside}</span>}
    </div>
  );
}
