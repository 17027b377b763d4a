import { Menu as AriaMenu, MenuItem as AriaMenuItem, MenuTrigger, Popover, Separator } from 'react-aria-components';
import type { ReactElement, ReactNode } from 'react';
import { Check } from 'lucide-react';
import { Keys } from './keys.tsx';
import './menu.css';

/** One line of a menu. */
export interface MenuEntry {
  readonly id: string;
  readonly title: string;
  /** A second line in smaller type: what it is, or why it is off. */
  readonly note?: string | undefined;
  readonly keys?: string | undefined;
  readonly icon?: ReactNode;
  readonly checked?: boolean | undefined;
  readonly disabled?: boolean | undefined;
  readonly danger?: boolean | undefined;
  /** Draws a line above this one. */
  readonly apart?: boolean | undefined;
  readonly run: () => void;
}

/** A button (`children`) that opens a list of things to do or to choose. */
export function Menu(props: {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly children: ReactElement;
  readonly placement?: 'bottom start' | 'bottom end' | 'right top';
  readonly wide?: boolean;
}) {
  return (
    <MenuTrigger>
      {props.children}
      <Popover
        className={`ui-popover${props.wide === true ? ' ui-popover-wide' : ''}`}
        placement={props.placement ?? 'bottom start'}
        offset={5}
      >
        <MenuList label={props.label} entries={props.entries} />
      </Popover>
    </MenuTrigger>
  );
}

/** A menu that opens takes the focus: that is what makes it a menu. */
const BEGIN_AT_FIRST = { autoFocus: 'first' } as const;

/** The list alone, for a menu that opens at the pointer. */
export function MenuList(props: {
  readonly label: string;
  readonly entries: readonly MenuEntry[];
  readonly onClose?: () => void;
}) {
  const hasIcons = props.entries.some(({ icon, checked }) => icon !== undefined || checked === true);
  return (
    <AriaMenu
      aria-label={props.label}
      className="ui-menu"
      {...BEGIN_AT_FIRST}
      {...(props.onClose ? { onClose: props.onClose } : {})}
    >
      {props.entries.flatMap((entry) => [
        ...(entry.apart === true ? [<Separator key={`${entry.id} line`} className="ui-menu-line" />] : []),
        <AriaMenuItem
          key={entry.id}
          id={entry.id}
          textValue={entry.title}
          className={`ui-menu-item${entry.danger === true ? ' ui-menu-danger' : ''}`}
          isDisabled={entry.disabled === true}
          onAction={entry.run}
        >
          {hasIcons && <span className="ui-menu-icon">{entry.checked === true ? <Check /> : entry.icon}</span>}
          <span className="ui-menu-text">
            <span>{entry.title}</span>
            {entry.note !== undefined && <small>{entry.note}</small>}
          </span>
          {entry.keys !== undefined && <Keys chord={entry.keys} />}
        </AriaMenuItem>,
      ])}
    </AriaMenu>
  );
}
