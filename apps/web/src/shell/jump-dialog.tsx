import {
  describeRefusal,
  findChain,
  findTable,
  isBuiltinChain,
  jumpRefusal,
  type ChainRef,
  type Ruleset,
  type TableName,
} from '@sluice/netfilter';
import { Autocomplete, Input, ListBox, TextField } from 'react-aria-components';
import { useCallback, useMemo, useState } from 'react';
import { startPlacement } from '../state/drag.ts';
import { useWorkspace } from '../state/workspace.ts';
import { OptionRow, type Option } from '../ui/choice.tsx';
import { Dialog } from '../ui/dialog.tsx';
import { takeFocus } from '../ui/field.tsx';
import { offered, offeredWords, type Offered } from '../ui/offered.ts';
import { Segmented } from '../ui/segmented.tsx';
import { count } from './words.ts';
import './jump-dialog.css';

/** Asks which chain to call from a place. */
export function InsertJumpDialog(props: {
  readonly from: ChainRef & { readonly index: number };
  readonly onClose: () => void;
}) {
  const { from, onClose } = props;
  const { table, chain, index } = from;
  const [how, setHow] = useState<'jump' | 'goto'>('jump');
  const current = useWorkspace((state) => state.current);
  const optionsFor = useCallback(
    (typed: string) => (current ? calleesFor(current, from, { how, typed }) : NONE),
    [current, from, how],
  );
  return (
    <Dialog title={`Insert a ${how} into ${table} ${chain}`} onClose={onClose} width={560}>
      <Segmented
        label="How to call"
        value={how}
        options={[
          { id: 'jump', name: 'jump: returns here if nothing matches' },
          { id: 'goto', name: 'goto: returns to the caller' },
        ]}
        stretch
        onChange={setHow}
      />
      <ChainPicker
        label={`Chain of ${table} to call`}
        optionsFor={optionsFor}
        none={`${table} has no custom chain yet. Make one with “New chain”.`}
        onPick={(callee) => {
          onClose();
          choosePlace({ table, chain: callee }, { table, chain, index }, how);
        }}
      />
    </Dialog>
  );
}

/** Asks from which chain to call one. */
export function CallChainDialog(props: {
  readonly table: TableName;
  readonly callee: string;
  readonly onClose: () => void;
}) {
  const { table, callee, onClose } = props;
  const current = useWorkspace((state) => state.current);
  const optionsFor = useCallback(
    (typed: string) => (current ? callersFor(current, { table, chain: callee }, typed) : NONE),
    [current, table, callee],
  );
  return (
    <Dialog title={`Call ${callee} from…`} onClose={onClose} width={560}>
      <ChainPicker
        label={`Chain of ${table} that shall call it`}
        optionsFor={optionsFor}
        none={`${table} has no other chain.`}
        onPick={(chain) => {
          onClose();
          const rules = current && findChain(current, { table, chain })?.rules;
          choosePlace({ table, chain: callee }, { table, chain, index: rules?.length ?? 0 }, 'jump');
        }}
      />
    </Dialog>
  );
}

/** The map takes over: arrow keys choose the place, Enter inserts. It begins after the dialog has given the focus back. */
function choosePlace(callee: ChainRef, at: ChainRef & { readonly index: number }, how: 'jump' | 'goto'): void {
  setTimeout(() => startPlacement(callee, at, how));
}

function ChainPicker(props: {
  readonly label: string;
  /** What is offered for the typed words. */
  readonly optionsFor: (typed: string) => Offered<Option>;
  readonly none: string;
  readonly onPick: (chain: string) => void;
}) {
  const { optionsFor } = props;
  const [typed, setTyped] = useState('');
  const options = useMemo(() => optionsFor(typed), [optionsFor, typed]);
  const note = offeredWords(options);
  return (
    <div className="jump-picker">
      <Autocomplete inputValue={typed} onInputChange={setTyped}>
        <TextField aria-label={props.label} className="ui-field">
          <div className="ui-box">
            <Input ref={takeFocus} className="ui-input mono" placeholder={props.label} />
          </div>
        </TextField>
        <ListBox<Option>
          aria-label={props.label}
          className="ui-menu jump-list"
          items={options.shown}
          disabledKeys={options.shown.filter(({ refusal }) => refusal !== undefined).map(({ id }) => id)}
          onAction={(key) => props.onPick(String(key))}
          renderEmptyState={() => (
            <p className="ui-choice-none">{typed.trim() === '' ? props.none : 'No chain of that name.'}</p>
          )}
        >
          {(option) => <OptionRow option={option} />}
        </ListBox>
      </Autocomplete>
      {note !== '' && <p className="jump-more">{note}</p>}
    </div>
  );
}

const NONE: Offered<Option> = { shown: [], total: 0 };

function calleesFor(
  ruleset: Ruleset,
  from: ChainRef,
  { how, typed }: { readonly how: 'jump' | 'goto'; readonly typed: string },
): Offered<Option> {
  const chains = findTable(ruleset, from.table)?.chains ?? [];
  const { shown, total } = offered(
    chains.filter(({ name }) => !isBuiltinChain(from.table, name)),
    typed,
  );
  const options = shown.map(({ name, rules }) =>
    optionFor(ruleset, from, { name, note: count(rules.length, 'rule'), callee: name, how }),
  );
  return { shown: allowedFirst(options), total };
}

function callersFor(ruleset: Ruleset, callee: ChainRef, typed: string): Offered<Option> {
  const { table, chain } = callee;
  const { shown, total } = offered(findTable(ruleset, table)?.chains ?? [], typed);
  const options = shown.map(({ name, rules }) =>
    optionFor(ruleset, { table, chain: name }, { name, note: count(rules.length, 'rule'), callee: chain, how: 'jump' }),
  );
  return { shown: allowedFirst(options), total };
}

function optionFor(
  ruleset: Ruleset,
  from: ChainRef,
  shown: { readonly name: string; readonly note: string; readonly callee: string; readonly how: 'jump' | 'goto' },
): Option {
  const { backend } = useWorkspace.getState();
  const refusal = jumpRefusal(ruleset, from, shown.callee, { how: shown.how, backend: backend ?? 'nft' });
  return {
    id: shown.name,
    name: shown.name,
    note: shown.note,
    shown: <span className="mono">{shown.name}</span>,
    refusal: refusal ? describeRefusal(refusal) : undefined,
  };
}

function allowedFirst(options: readonly Option[]): readonly Option[] {
  return options.toSorted((a, b) => Number(a.refusal !== undefined) - Number(b.refusal !== undefined));
}
