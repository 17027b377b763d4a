import { Tooltip, TooltipTrigger } from 'react-aria-components';
import type { ReactElement } from 'react';
import { Keys } from './keys.tsx';
import './tip.css';

/** Words that appear beside a thing after a moment of hover, or at once with keyboard focus. */
export function Tip(props: {
  readonly text: string;
  readonly keys?: string | undefined;
  readonly children: ReactElement;
}) {
  return (
    <TooltipTrigger delay={500} closeDelay={80}>
      {props.children}
      <Tooltip className="ui-tip" offset={7}>
        {props.text}
        {props.keys !== undefined && <Keys chord={props.keys} />}
      </Tooltip>
    </TooltipTrigger>
  );
}
