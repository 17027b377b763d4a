import { chainNameRefusal, findChain, TABLES, type TableName } from '@sluice/netfilter';
import { useState, type FormEvent } from 'react';
import { createChain } from '../state/edits.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus, TextField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { TableMark } from '../ui/table-mark.tsx';

/** Asks for the table and the name of a new chain. */
export function NewChainDialog(props: { readonly table: TableName; readonly onClose: () => void }) {
  const [table, setTable] = useState(props.table);
  const [name, setName] = useState('');
  const current = useWorkspace((state) => state.current);
  const taken = current !== null && findChain(current, { table, chain: name }) !== undefined;
  const refusal = taken ? `${table} already has a chain ${name}.` : chainNameRefusal(name);
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (refusal === null && createChain(table, name)) props.onClose();
  };
  return (
    <Dialog title="New chain" onClose={props.onClose}>
      <form className="ui-dialog-form" onSubmit={submit}>
        <div>
          <div className="ui-label">Table</div>
          <Segmented
            label="Table"
            value={table}
            stretch
            options={TABLES.map((id) => ({
              id,
              name: (
                <>
                  <TableMark table={id} />
                  {id}
                </>
              ),
            }))}
            onChange={setTable}
          />
        </div>
        <TextField
          label="Name"
          value={name}
          onChange={setName}
          mono
          placeholder="for example INPUT_WEB"
          hint="Packets come here only when a rule of another chain jumps to it."
          error={name === '' ? null : refusal}
          inputRef={takeFocus}
        />
        <DialogButtons>
          <Button onPress={props.onClose}>Cancel</Button>
          <Button type="submit" look="primary" isDisabled={name === '' || refusal !== null}>
            Create chain
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
