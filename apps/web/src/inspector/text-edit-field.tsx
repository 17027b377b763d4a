import { useEffect, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { ComboBox, type Option } from '../ui/choice.tsx';
import { TextField } from '../ui/field.tsx';
import { leaveField } from './leave-field.ts';
import { lineField, type TextFieldName } from './field-edit.ts';
import type { RuleEdit } from './use-rule-edit.ts';

/** One field of the rule that is one line of text: typed freely, committed with Enter or by leaving. */
export function TextEditField(props: {
  readonly edit: RuleEdit;
  readonly name: TextFieldName;
  readonly label: string;
  readonly placeholder?: string;
  readonly options?: readonly Option[];
  /** Why the field is off; it then shows this instead of a value. */
  readonly off?: string | null;
  /** Whether the value can be negated with a press. */
  readonly negatable?: boolean;
  readonly mono?: boolean;
  readonly aside?: ReactNode;
}) {
  const { edit, name, label, options, negatable = true, mono = true } = props;
  const own = lineField(name);
  const shown = edit.shown(own);
  const off = props.off != null && shown.text === '';
  const input = useFocusWhenAsked(name);
  // While the cursor is in the field, half a value is no error.
  const [leftOnce, setLeftOnce] = useState(false);
  const problem = edit.problem(own);
  const field = {
    label,
    value: shown.text,
    placeholder: off ? (props.off ?? '') : props.placeholder,
    error: leftOnce || !edit.isTyping(own) ? problem : null,
    disabled: off,
    mono: mono && !off,
    aside: props.aside,
    inputRef: input,
    onChange: (text: string) => edit.type(own, { text, negated: shown.negated }),
    end: negatable && !off && (
      <NotToggle
        label={label}
        negated={shown.negated}
        onChange={(negated) => {
          const typed = { text: shown.text, negated };
          edit.type(own, typed);
          if (shown.text !== '') edit.commit(own, typed);
        }}
      />
    ),
  };
  const commit = (text?: string): void => {
    setLeftOnce(true);
    const done = text === undefined ? edit.commit(own) : edit.commit(own, { text, negated: shown.negated });
    if (done) setLeftOnce(false);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') commit();
    // Nothing typed here: what the person wants back is the last edit of the draft.
    if (!edit.isTyping(own)) undoByKey(event);
    if (event.key === 'Escape' && problem !== null) edit.revert(own);
    if (event.key === 'Escape') leaveField(event.target);
  };
  if (options) return <ComboBox {...field} options={options} onCommit={commit} onKeyDown={onKeyDown} />;
  return <TextField {...field} onBlur={() => commit()} onKeyDown={onKeyDown} />;
}

/** Takes back the last edit of the draft, where the field has nothing of its own to take back. */
export function undoByKey(event: KeyboardEvent): void {
  if (!(event.ctrlKey || event.metaKey) || event.altKey || event.key.toLowerCase() !== 'z') return;
  event.preventDefault();
  const { undo, redo } = useWorkspace.getState();
  if (event.shiftKey) redo();
  else undo();
}

/** Turns a condition into its opposite. As plain as it is because each field has one. */
export function NotToggle(props: {
  readonly label: string;
  readonly negated: boolean;
  readonly onChange: (negated: boolean) => void;
}) {
  return (
    <button
      type="button"
      className="insp-not"
      aria-label={`${props.label}: not`}
      aria-pressed={props.negated}
      onClick={() => props.onChange(!props.negated)}
    >
      not
    </button>
  );
}

/** Takes the cursor when the selection asks for this field. */
export function useFocusWhenAsked(name: string) {
  const input = useRef<HTMLInputElement>(null);
  const asked = useSelection((state) => state.editField === name);
  useEffect(() => {
    if (!asked) return;
    input.current?.focus();
    input.current?.select();
    useSelection.getState().takeEditField();
  }, [asked]);
  return input;
}
