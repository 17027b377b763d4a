import type { ReactNode } from 'react';
import './checkbox.css';

/** On or off. The browser's own: a rule's form has a dozen, and must be there at once. */
export function Checkbox(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <label className="ui-check">
      <input
        type="checkbox"
        className="ui-check-box"
        checked={props.checked}
        onChange={({ target }) => props.onChange(target.checked)}
      />
      {props.children}
    </label>
  );
}
