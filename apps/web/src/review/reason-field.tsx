import { MAX_REASON } from '@sluice/protocol';
import { Label, TextArea, TextField } from 'react-aria-components';
import './reason-field.css';

/** Why the change is made: what the history will call it. */
export function ReasonField(props: { readonly value: string; readonly onChange: (reason: string) => void }) {
  return (
    <TextField className="reason" value={props.value} onChange={props.onChange} maxLength={MAX_REASON}>
      <Label>
        Why <span>for the history</span>
      </Label>
      <TextArea className="reason-box" rows={2} placeholder="Open the envoy admin port, SRE-2214" />
    </TextField>
  );
}
