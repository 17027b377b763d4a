import { Search } from 'lucide-react';
import './filter-field.css';

/** Narrows a list while one types. */
export function FilterField(props: {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** The label when absent. */
  readonly placeholder?: string;
  /** Where a list opens to be searched, the cursor is there at once. */
  readonly takesFocus?: boolean;
  readonly onEnter?: () => void;
}) {
  const { label, value, placeholder = label } = props;
  return (
    <label className="ui-filter">
      <Search aria-hidden="true" />
      <input
        type="search"
        aria-label={label}
        placeholder={placeholder}
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- only where somebody asked for the list
        autoFocus={props.takesFocus === true}
        value={value}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => props.onChange(event.target.value)}
        onKeyDown={(event) => event.key === 'Enter' && props.onEnter?.()}
      />
    </label>
  );
}
