import type { ReactNode } from 'react';
import { Sign } from '../ui/signs.tsx';

/** One line under the top bar that says what a person must know. Trouble is read aloud at once. */
export function Banner(props: {
  readonly tone: 'info' | 'warning' | 'trouble';
  readonly icon?: ReactNode;
  readonly action?: ReactNode;
  readonly children: ReactNode;
}) {
  return (
    <div className={`banner banner-${props.tone}`} role={props.tone === 'trouble' ? 'alert' : 'status'}>
      <span className="banner-icon">{props.icon ?? <Sign kind={props.tone} />}</span>
      <p>{props.children}</p>
      {props.action}
    </div>
  );
}
