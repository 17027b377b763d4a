import type { ReactNode } from 'react';
import './pill.css';

/** The colour that a pill takes; its meaning is always written in it as well. */
export type PillTone = 'green' | 'red' | 'orange' | 'cyan' | 'grey' | 'violet' | 'indigo' | 'amber' | 'blue';

/** A word on its own tint: a policy, a target, a state. */
export function Pill(props: { readonly tone: PillTone; readonly mono?: boolean; readonly children: ReactNode }) {
  return (
    <span className={`ui-pill ui-pill-${props.tone}${props.mono === true ? ' ui-pill-mono mono' : ''}`}>
      {props.children}
    </span>
  );
}
