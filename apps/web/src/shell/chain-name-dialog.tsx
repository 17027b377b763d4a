import type { RuleRef } from '@sluice/draft';
import { chainNameRefusal, findChain, type ChainRef } from '@sluice/netfilter';
import { useState, type FormEvent } from 'react';
import { callersOf } from '../state/callers.ts';
import { renameChain } from '../state/edits.ts';
import { extractRules } from '../state/restructure.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus, TextField } from '../ui/field.tsx';
import { count } from './words.ts';

interface Asked {
  readonly place: ChainRef;
  readonly onClose: () => void;
}

/** Asks for another name of a chain. */
export function RenameChainDialog({ place, onClose }: Asked) {
  const callers = callersOf(
    useWorkspace((state) => state.current),
    place,
  ).length;
  return (
    <ChainNameDialog
      title={`Rename ${place.chain}`}
      verb="Rename"
      place={place}
      suggested={place.chain}
      hint={
        callers === 0
          ? 'No rule calls it.'
          : `${count(callers, 'rule')} that ${callers === 1 ? 'calls' : 'call'} it will follow.`
      }
      onName={(name) => renameChain(place, name)}
      onClose={onClose}
    />
  );
}

/** Asks for the name of the chain into which rules go. */
export function ExtractRulesDialog(props: { readonly rules: readonly RuleRef[]; readonly onClose: () => void }) {
  const { rules, onClose } = props;
  const [first] = rules;
  if (!first) return null;
  return (
    <ChainNameDialog
      title={`Extract ${count(rules.length, 'rule')} of ${first.chain}`}
      verb="Extract"
      place={first}
      suggested=""
      hint={`A call in ${first.chain} takes their place, so packets meet the same rules in the same order.`}
      onName={(name) => extractRules(rules, name)}
      onClose={onClose}
    />
  );
}

function ChainNameDialog(props: {
  readonly title: string;
  readonly verb: string;
  readonly place: ChainRef;
  readonly suggested: string;
  readonly hint: string;
  readonly onName: (name: string) => boolean;
  readonly onClose: () => void;
}) {
  const { table, chain } = props.place;
  const [name, setName] = useState(props.suggested);
  const current = useWorkspace((state) => state.current);
  const taken = name !== chain && current !== null && findChain(current, { table, chain: name }) !== undefined;
  const refusal = taken ? `${table} already has a chain ${name}.` : chainNameRefusal(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (refusal === null && props.onName(name)) props.onClose();
  };
  return (
    <Dialog title={props.title} onClose={props.onClose}>
      <form className="ui-dialog-form" onSubmit={submit}>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          mono
          hint={props.hint}
          error={name === '' || name === chain ? null : refusal}
          inputRef={takeFocus}
        />
        <DialogButtons>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button type="submit" look="primary" isDisabled={name === chain || refusal !== null}>
            {props.verb}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
