import { Button as AriaButton, ToggleButton as AriaToggleButton } from 'react-aria-components';
import type { ComponentProps, ReactElement, ReactNode } from 'react';
import { Tip } from './tip.tsx';
import './button.css';

/** Looks of a button: `primary` once per screen at most, `quiet` without an outline, `danger` for what destroys. */
export type ButtonLook = 'plain' | 'primary' | 'quiet' | 'danger' | 'link';

type AriaButtonProps = Omit<ComponentProps<typeof AriaButton>, 'className' | 'children' | 'style'>;

/** A button with words. */
export function Button(
  props: AriaButtonProps & {
    readonly look?: ButtonLook;
    readonly size?: 'small' | 'medium' | 'large';
    readonly children: ReactNode;
  },
) {
  const { look = 'plain', size = 'medium', children, ...rest } = props;
  return (
    <AriaButton {...rest} className={`ui-button ui-button-${look} ui-button-${size}`}>
      {children}
    </AriaButton>
  );
}

/** A button that shows only a picture; its name is read aloud and shown as a tip, with its key. */
export function IconButton(
  props: AriaButtonProps & {
    readonly label: string;
    readonly keys?: string | undefined;
    readonly children: ReactElement;
  },
) {
  const { label, keys, children, ...rest } = props;
  return (
    <Tip text={label} keys={keys}>
      <AriaButton {...rest} aria-label={label} className="ui-icon-button">
        {children}
      </AriaButton>
    </Tip>
  );
}

/** A button that stays down while it is on. */
export function Toggle(
  props: Omit<ComponentProps<typeof AriaToggleButton>, 'children' | 'style'> & { readonly children: ReactNode },
) {
  return <AriaToggleButton {...props} />;
}
