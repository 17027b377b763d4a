import { memo, useCallback, useRef, useState, type MouseEvent, type PointerEvent } from 'react';
import { GripVertical, Ellipsis } from 'lucide-react';
import { Button, Popover } from 'react-aria-components';
import { makerOfChain, type ChainRef } from '@sluice/netfilter';
import { runById } from '../commands/keyboard.ts';
import { countFound, restNow, useFind } from '../find/find-state.ts';
import { FoundCount } from '../find/found-count.tsx';
import { startChainDrag, useDrag } from '../state/drag.ts';
import { insertRule } from '../state/edits.ts';
import { usePanels } from '../state/panels.ts';
import { useSelection } from '../state/selection.ts';
import { Menu, MenuList, type MenuEntry } from '../ui/menu.tsx';
import { Keys } from '../ui/keys.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { VirtualList } from '../ui/virtual-list.tsx';
import { useChainCount, useChainLines, type ListedChain, type ListLine } from './custom-chains.ts';
import { count } from './words.ts';
import './chain-list.css';

/** Heights of the lines (chain-list.css); the list is as long as the rules are, and only what is in sight is drawn. */
const HEIGHT = { table: 32, chain: 29, uncalled: 41 } as const;

/** The user-defined chains, to select, to drag onto a rule list, and to act on. */
export function ChainList(props: { readonly filter: string }) {
  const lines = useChainLines(props.filter);
  const total = useChainCount();
  const size = useCallback((index: number) => heightOf(lines[index]), [lines]);
  if (total === 0) {
    return <p className="rail-hint">No custom chains yet. Make one, then drag it onto a rule list to call it.</p>;
  }
  if (lines.length === 0) {
    return <p className="rail-hint">{noneWords(props.filter)}</p>;
  }
  return (
    <>
      <VirtualList
        label="Custom chains"
        className="chains"
        count={lines.length}
        size={size}
        name={(index) => nameOf(lines[index])}
      >
        {(index) => <Line line={lines[index]} />}
      </VirtualList>
      <DragHint />
    </>
  );
}

/** Why the list is empty. */
function noneWords(filter: string): string {
  if (filter.trim() !== '') return `No chain of the shown tables has “${filter}” in its name.`;
  return restNow() === 'hidden'
    ? 'No custom chain has a rule that was found: the search hides the others.'
    : 'The tables that have custom chains are hidden.';
}

function heightOf(line: ListLine | undefined): number {
  if (line?.kind !== 'chain') return HEIGHT.table;
  return line.callers === 0 ? HEIGHT.uncalled : HEIGHT.chain;
}

function nameOf(line: ListLine | undefined): string {
  return line?.kind === 'chain' ? `${line.table}/${line.chain.name}` : (line?.table ?? '');
}

function Line(props: { readonly line: ListLine | undefined }) {
  const { line } = props;
  if (line?.kind === 'chain') return <ChainRow listed={line} />;
  return (
    line && (
      <h3 className="chains-table">
        <TableMark table={line.table} />
        {line.table}
      </h3>
    )
  );
}

const ChainRow = memo(function ChainRow(props: { readonly listed: ListedChain }) {
  const { table, chain, callers } = props.listed;
  const [menuAt, setMenuAt] = useState<{ readonly x: number; readonly y: number } | null>(null);
  const selected = useSelection(
    ({ selected: it }) => it?.kind === 'chain' && it.table === table && it.chain === chain.name,
  );
  const found = useFind((state) => countFound(state, { table, chain: chain.name }));
  const dragged = useDrag(({ source: it }) => it?.kind === 'chain' && it.table === table && it.chain === chain.name);
  const looks = [
    'chains-row',
    dragged ? 'chains-dragged' : '',
    selected ? 'chains-selected' : '',
    callers === 0 ? 'chains-uncalled' : '',
  ];
  const openMenu = (event: MouseEvent): void => {
    event.preventDefault();
    setMenuAt({ x: event.clientX, y: event.clientY });
  };
  return (
    <div className={looks.filter((look) => look !== '').join(' ')} data-listed={`${table}/${chain.name}`}>
      <span
        className="chains-grip"
        onPointerDown={(event) => beginDrag(event, props.listed)}
        title="Drag onto a rule list"
      >
        <GripVertical aria-hidden="true" />
      </span>
      <Button
        className="chains-name"
        onContextMenu={openMenu}
        onPress={() => useSelection.getState().select({ kind: 'chain', table, chain: chain.name }, { reveal: true })}
      >
        <span className="mono">{chain.name}</span>
        <FoundCount count={found} />
        <small>{noteOf(props.listed)}</small>
      </Button>
      <Menu label={`Actions for ${chain.name}`} entries={entriesFor(props.listed)} placement="bottom end">
        <Button className="chains-more" aria-label={`More for ${chain.name}`}>
          <Ellipsis />
        </Button>
      </Menu>
      {menuAt && <PointerMenu at={menuAt} listed={props.listed} onClose={() => setMenuAt(null)} />}
    </div>
  );
});

/** The same menu, where the right button was pressed. */
function PointerMenu(props: {
  readonly at: { readonly x: number; readonly y: number };
  readonly listed: ListedChain;
  readonly onClose: () => void;
}) {
  const anchor = useRef<HTMLSpanElement>(null);
  return (
    <>
      <span ref={anchor} className="chains-pointer" style={{ left: props.at.x, top: props.at.y }} />
      <Popover
        className="ui-popover"
        isOpen
        triggerRef={anchor}
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => !open && props.onClose()}
      >
        <MenuList
          label={`Actions for ${props.listed.chain.name}`}
          entries={entriesFor(props.listed)}
          onClose={props.onClose}
        />
      </Popover>
    </>
  );
}

function entriesFor({ table, chain }: ListedChain): readonly MenuEntry[] {
  const ref = { table, chain: chain.name };
  return [
    {
      id: 'call',
      title: 'Insert a jump to it…',
      run: () => usePanels.getState().open({ kind: 'callChain', table, callee: chain.name }),
    },
    {
      id: 'rule',
      title: 'Add a rule',
      run: () => insertRule({ ...ref, after: chain.rules.at(-1)?.id ?? null }, { text: '', edit: 'protocol' }),
    },
    { id: 'rename', title: 'Rename chain…', keys: 'F2', run: () => onChain(ref, 'chain.rename') },
    { id: 'copy', title: 'Copy chain…', run: () => onChain(ref, 'chain.copy') },
    { id: 'delete', title: 'Delete chain', danger: true, apart: true, run: () => onChain(ref, 'chain.delete') },
  ];
}

/** Commands act on the selection, so the chain is selected first. */
function onChain({ table, chain }: ChainRef, id: string): void {
  useSelection.getState().select({ kind: 'chain', table, chain });
  runById(id);
}

function beginDrag(event: PointerEvent<HTMLElement>, { table, chain }: ListedChain): void {
  if (event.button === 0) startChainDrag(event.nativeEvent, { table, chain: chain.name });
}

function noteOf({ callers, chain }: ListedChain): string {
  const maker = makerOfChain(chain.name);
  const words = callers === 0 ? `${count(chain.rules.length, 'rule')} · not called` : count(callers, 'ref');
  // DOCKER-USER tells by itself whose it is.
  return maker && !chain.name.toLowerCase().startsWith(maker.id) ? `${maker.name} · ${words}` : words;
}

/** Under the list: how a chain gets called. */
function DragHint() {
  return (
    <p className="rail-hint">
      Drag a chain onto a rule list to call it, or press <Keys chord="J" /> on a rule.
    </p>
  );
}
