import { Switch as AriaSwitch } from 'react-aria-components';
import type { ReactNode } from 'react';
import './switch.css';

/** Changes at once how something is shown. */
export function Switch(props: {
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
  readonly children: ReactNode;
}) {
  return (
    <AriaSwitch className="ui-switch" isSelected={props.on} onChange={props.onChange}>
      <i className="ui-switch-track" aria-hidden="true" />
      {props.children}
    </AriaSwitch>
  );
}
