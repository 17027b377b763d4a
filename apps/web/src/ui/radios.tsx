import { Label, Radio, RadioGroup } from 'react-aria-components';
import './radios.css';

/** One of a few, all of them in sight, one below the other. */
export function Radios<Id extends string>(props: {
  readonly label: string;
  readonly value: Id;
  readonly options: readonly { readonly id: Id; readonly name: string }[];
  readonly onChange: (id: Id) => void;
}) {
  return (
    <RadioGroup
      className="ui-radios"
      value={props.value}
      onChange={(value) => {
        const chosen = props.options.find(({ id }) => id === value);
        if (chosen) props.onChange(chosen.id);
      }}
    >
      <Label className="ui-label">{props.label}</Label>
      {props.options.map(({ id, name }) => (
        <Radio key={id} value={id} className="ui-radio">
          <i aria-hidden="true" />
          {name}
        </Radio>
      ))}
    </RadioGroup>
  );
}
