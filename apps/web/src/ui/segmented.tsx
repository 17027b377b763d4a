import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { ReactNode } from 'react';
import './segmented.css';

/** A choice of one among few, all visible. */
export interface SegmentedProps<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly options: readonly { readonly id: T; readonly name: ReactNode; readonly disabled?: boolean }[];
  readonly onChange: (value: T) => void;
  readonly size?: 'small' | 'medium';
  readonly stretch?: boolean;
}

/** A choice of one among few, all visible. */
export function Segmented<T extends string>(props: SegmentedProps<T>) {
  const { label, value, options, onChange, size = 'medium', stretch = false } = props;
  return (
    <ToggleButtonGroup
      aria-label={label}
      className={`ui-seg ui-seg-${size}${stretch ? ' ui-seg-stretch' : ''}`}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const chosen = options.find(({ id }) => keys.has(id));
        if (chosen && chosen.id !== value) onChange(chosen.id);
      }}
    >
      {options.map((option) => (
        <ToggleButton key={option.id} id={option.id} className="ui-seg-option" isDisabled={option.disabled === true}>
          {option.name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
