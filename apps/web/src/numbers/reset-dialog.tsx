import type { Host } from '@sluice/protocol';
import { useState } from 'react';
import { postReset } from '../api/calls.ts';
import { request } from '../api/request.ts';
import { FAMILY_NAMES, hasKernel } from '../shell/words.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { say } from '../state/announcer.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { Radios } from '../ui/radios.tsx';
import { Sign } from '../ui/signs.tsx';
import { toast } from '../ui/toast.tsx';
import { resetScopes, type ResetScope } from './reset-scopes.ts';

/** Asks which counters of the host begin anew. There is no way back, so nothing but the button does it. */
export function ResetDialog(props: { readonly host: Host; readonly onClose: () => void }) {
  const { host, onClose } = props;
  const family = useWorkspace((state) => state.family);
  const running = useWorkspace((state) => state.base);
  const fingerprint = useWorkspace((state) => state.snapshot?.fingerprint);
  const selected = useSelection((state) => state.selected);
  const scopes = running ? resetScopes(running, selected) : [];
  const [chosen, setChosen] = useState(scopes.find(({ id }) => id !== 'rule')?.id ?? 'all');
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState(whyNot(host));
  const scope = scopes.find(({ id }) => id === chosen);
  const reset = async ({ words, scope: what }: ResetScope, base: string): Promise<void> => {
    setBusy(true);
    const result = await request(postReset(host.id, family, { base, scope: what }));
    setBusy(false);
    if (!result.ok) return setRefusal(result.error.message);
    say(`Counters reset: ${words}`);
    toast({ tone: 'info', title: 'Counters reset', text: `${words}, ${FAMILY_NAMES[family]}. Counting begins anew.` });
    onClose();
  };
  return (
    <Dialog title={`Reset counters on ${host.name}?`} onClose={onClose}>
      <p className="ui-dialog-text">
        The {FAMILY_NAMES[family]} packets and bytes counted so far are set to zero, for everyone who reads them. No
        rule changes. This cannot be undone; the rates of the last hour stay, with a mark at this moment.
      </p>
      <Radios
        label="Which counters"
        value={chosen}
        options={scopes.map(({ id, words }) => ({ id, name: words }))}
        onChange={(id) => {
          setChosen(id);
          setRefusal(whyNot(host));
        }}
      />
      {refusal !== null && (
        <p className="ui-dialog-refusal" role="alert">
          <Sign kind="trouble" /> {refusal}
        </p>
      )}
      <DialogButtons>
        <Button onPress={onClose}>Keep counting</Button>
        <Button
          look="danger"
          isDisabled={!scope || fingerprint === undefined || busy || whyNot(host) !== null}
          onPress={() => scope && fingerprint !== undefined && void reset(scope, fingerprint)}
        >
          {busy ? 'Resetting…' : 'Reset counters'}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

/** Why nothing can be reset here, said before anybody tries; null when it can. */
function whyNot(host: Host): string | null {
  if (!hasKernel(host)) return 'There is no kernel behind these rules that would count.';
  if (host.locked) return `${host.name} is read-only. Unlock it first.`;
  return host.state === 'down' ? `${host.name} is unreachable.` : null;
}
