import { Checkbox as AriaCheckbox } from 'react-aria-components';
import { Check } from 'lucide-react';
import type { ReactNode } from 'react';
import './checkbox.css';

/** On or off. */
export function Checkbox(props: {
  readonly checked: boolean;
  readonly onChange: (checked: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <AriaCheckbox className="ui-check" isSelected={props.checked} onChange={props.onChange}>
      <span className="ui-check-box" aria-hidden="true">
        {props.checked && <Check strokeWidth={3} />}
      </span>
      {props.children}
    </AriaCheckbox>
  );
}
