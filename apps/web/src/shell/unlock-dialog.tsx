import type { Host } from '@sluice/protocol';
import { useState, type FormEvent } from 'react';
import { postUnlock } from '../api/calls.ts';
import { keys, readAnew } from '../api/queries.ts';
import { request } from '../api/request.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus, TextField } from '../ui/field.tsx';

/** Lets this machine be changed, after its name has been typed. */
export function UnlockDialog(props: { readonly host: Host; readonly onClose: () => void }) {
  const { host, onClose } = props;
  const [name, setName] = useState('');
  const [error, setError] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const unlock = async (): Promise<void> => {
    setBusy(true);
    const result = await request(postUnlock(host.id, name));
    setBusy(false);
    if (!result.ok) return setError(result.error.message);
    await readAnew(keys.hosts);
    onClose();
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    void unlock();
  };
  return (
    <Dialog title={`Unlock ${host.name}?`} onClose={onClose}>
      <form className="ui-dialog-form" onSubmit={submit}>
        <p className="ui-dialog-text">
          These are the real rules of this machine. A wrong rule can cut you off. Every apply still goes through review
          and comes back by itself unless you keep it.
        </p>
        <TextField
          label={`Type ${host.name} to unlock`}
          value={name}
          onChange={(typed) => {
            setName(typed);
            setError(null);
          }}
          mono
          error={error}
          inputRef={takeFocus}
        />
        <DialogButtons>
          <Button onPress={onClose}>Stay read-only</Button>
          <Button type="submit" look="primary" isDisabled={name !== host.name || busy}>
            Unlock
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
