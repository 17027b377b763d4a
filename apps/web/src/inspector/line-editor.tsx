import type { RuleRef } from '@sluice/draft';
import { checkRuleText, type Diagnostic } from '@sluice/iptables';
import { useState, type KeyboardEvent } from 'react';
import { Label, Text, TextArea, TextField } from 'react-aria-components';
import { replaceRule } from '../state/edits.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Sign } from '../ui/signs.tsx';
import { leaveField } from './leave-field.ts';
import './line-editor.css';

/** The cursor goes behind the last word, where most people go on. */
function takeFocusAtEnd(element: HTMLTextAreaElement | null): void {
  element?.focus();
  element?.setSelectionRange(element.value.length, element.value.length);
}

/** The rule as its own line, to edit whatever no field can say. Committed with Enter or by leaving. */
export function LineEditor(props: {
  readonly rule: RuleRef;
  readonly text: string;
  readonly label: string;
  /** Told while typing, for the command. */
  readonly onType: (text: string | null) => void;
}) {
  const { rule, text, label, onType } = props;
  const family = useWorkspace((state) => state.family);
  const [typed, setTyped] = useState<string | null>(null);
  const shown = typed ?? text;
  const remarks = checkRuleText(shown, { family });
  const wrong = remarks.some(({ severity }) => severity === 'error');
  const type = (value: string | null): void => {
    setTyped(value);
    onType(value);
  };
  const commit = (): void => {
    if (typed === null) return;
    if (typed.trim() === text || replaceRule(rule, typed.trim(), `Edit ${label}`)) type(null);
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') {
      event.preventDefault();
      commit();
    }
    if (event.key === 'Escape') {
      type(null);
      leaveField(event.target);
    }
  };
  return (
    <div className="insp-line">
      <TextField
        className="ui-field"
        value={shown}
        onChange={(value) => type(value.replaceAll(/[\r\n]+/g, ' '))}
        isInvalid={wrong}
        onBlur={commit}
      >
        <div className="ui-label">
          <Label>Rule as a line</Label>
          <span className="ui-label-aside mono">-A {rule.chain} …</span>
        </div>
        <TextArea
          ref={takeFocusAtEnd}
          className="insp-line-text mono"
          spellCheck={false}
          rows={4}
          onKeyDown={onKeyDown}
        />
        <Text slot="description" className="ui-hint">
          Enter keeps it, Esc puts it back.{wrong && ' Apply is off until it is right.'}
        </Text>
      </TextField>
      <ul className="insp-remarks">
        {remarks.map((remark) => (
          <Remark key={`${remark.column} ${remark.code}`} remark={remark} text={shown} />
        ))}
      </ul>
    </div>
  );
}

function Remark(props: { readonly remark: Diagnostic; readonly text: string }) {
  const { severity, message, column, length } = props.remark;
  const word = props.text.slice(column - 1, column - 1 + length);
  return (
    <li>
      <Sign kind={severity === 'error' ? 'trouble' : severity} />
      <span>
        {word.trim() !== '' && !message.includes(word) && <code className="mono">{word}</code>} {message}
      </span>
    </li>
  );
}
