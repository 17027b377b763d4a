import { FieldError, Label, Text, TextArea, TextField } from 'react-aria-components';
import type { Ref } from 'react';

/** How many faults are told at once. */
const TOLD = 3;

/** A field for many members: typed, or pasted from a list. */
export function MembersField(props: {
  readonly label: string;
  readonly example: string;
  readonly value: string;
  readonly onChange: (text: string) => void;
  readonly faults: readonly string[];
  readonly found: number;
  readonly inputRef?: Ref<HTMLTextAreaElement>;
}) {
  const { faults, found } = props;
  const more = faults.length - TOLD;
  return (
    <TextField
      className="ui-field sets-field"
      value={props.value}
      onChange={props.onChange}
      isInvalid={faults.length > 0}
    >
      <div className="ui-label">
        <Label>{props.label}</Label>
        {found > 0 && <span className="ui-label-aside">{found.toLocaleString('en')} understood</span>}
      </div>
      <TextArea
        className="mono"
        rows={4}
        spellCheck={false}
        placeholder={`${props.example}\none a line; paste any number`}
        {...(props.inputRef ? { ref: props.inputRef } : {})}
      />
      {faults.length === 0 && props.value === '' && (
        <Text slot="description" className="unseen">
          One a line, for example {props.example}
        </Text>
      )}
      <FieldError className="ui-error">
        {faults.slice(0, TOLD).map((fault) => (
          <span key={fault}>{fault}</span>
        ))}
        {more > 0 && <span>and {more.toLocaleString('en')} more that cannot be members.</span>}
      </FieldError>
    </TextField>
  );
}
