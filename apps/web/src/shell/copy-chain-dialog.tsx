import { chainNameRefusal, FAMILIES, findChain, TABLES, type ChainRef } from '@sluice/netfilter';
import { useMemo, useState, type FormEvent } from 'react';
import { copyChain, planCopy } from '../state/edits.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogButtons } from '../ui/dialog.tsx';
import { takeFocus, TextField } from '../ui/field.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Sign } from '../ui/signs.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { count, FAMILY_NAMES } from './words.ts';
import './copy-chain-dialog.css';

/** Asks where a chain's copy goes and how it is called, and says which rules cannot be there. */
export function CopyChainDialog(props: { readonly place: ChainRef; readonly onClose: () => void }) {
  const { place, onClose } = props;
  const state = useWorkspace();
  const [family, setFamily] = useState(state.family);
  const [table, setTable] = useState(place.table);
  const [typed, setTyped] = useState<string | null>(null);
  const there = sliceOf(state, family).current;
  const isHere = family === state.family && table === place.table;
  const name = typed ?? (isHere ? `${place.chain}_COPY` : place.chain);
  const taken = there !== null && findChain(there, { table, chain: name }) !== undefined;
  const refusal = taken ? `${table} already has a chain ${name}.` : chainNameRefusal(name);
  const copy = useMemo(
    () => planCopy(state, place, { family, table, chain: name }),
    [state, place, family, table, name],
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (refusal === null && copyChain(place, { family, table, chain: name })) onClose();
  };
  return (
    <Dialog title={`Copy ${place.chain}`} onClose={onClose}>
      <form className="ui-dialog-form" onSubmit={submit}>
        <div className="copy-where">
          <div>
            <div className="ui-label">Family</div>
            <Segmented
              label="Family"
              value={family}
              options={FAMILIES.map((id) => ({
                id,
                name: FAMILY_NAMES[id],
                disabled: sliceOf(state, id).current === null,
              }))}
              onChange={setFamily}
            />
          </div>
          <div>
            <div className="ui-label">Table</div>
            <Segmented
              label="Table"
              value={table}
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
        </div>
        <TextField
          label="Name"
          value={name}
          onChange={setTyped}
          mono
          hint="Nobody calls it yet."
          error={name === '' ? null : refusal}
          inputRef={takeFocus}
        />
        {copy && copy.leftOut.length > 0 && (
          <section aria-label="Rules that are not copied" aria-live="polite">
            <p className="copy-left">
              <Sign kind="warning" /> {count(copy.leftOut.length, 'rule')} cannot be in {FAMILY_NAMES[family]} {table},
              and {copy.leftOut.length === 1 ? 'is' : 'are'} left out:
            </p>
            <ul className="copy-list">
              {copy.leftOut.slice(0, MOST).map(({ index, text, reason }) => (
                <li key={index}>
                  <code className="mono">{text}</code>
                  <small>{reason}</small>
                </li>
              ))}
            </ul>
          </section>
        )}
        <DialogButtons>
          <Button onPress={onClose}>Cancel</Button>
          <Button type="submit" look="primary" isDisabled={refusal !== null || copy === null}>
            Copy
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

/** So many are told; the others are counted. */
const MOST = 20;
