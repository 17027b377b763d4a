import { faultOf } from '@sluice/draft';
import { findTarget, spellOut, spellOutTarget, targetClass } from '@sluice/netfilter';
import { ArrowLeftRight, ChevronRight, RotateCcw, Unlink } from 'lucide-react';
import { memo, type ReactNode } from 'react';
import {
  levelOf,
  type AlienRow,
  type AsideRow,
  type MarkerRow,
  type MoreRow,
  type OrderRow,
  type Passing,
  type PolicyRow,
  type RestRow,
  type RuleRow,
  type SectionRow,
  type UncalledRow,
} from '../projection/order-model.ts';
import { useFind } from '../find/find-state.ts';
import { DropLine } from '../drag/drop-line.tsx';
import { useDrag } from '../state/drag.ts';
import { useSelection } from '../state/selection.ts';
import { useView } from '../state/view.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Pill } from '../ui/pill.tsx';
import { useProblems } from '../state/problems.ts';
import { ProblemMark } from '../ui/problem-mark.tsx';
import { FaultMark, Phrases, TargetPill, targetTone } from '../ui/rule-line.tsx';
import { Sign } from '../ui/signs.tsx';
import { TableMark } from '../ui/table-mark.tsx';
import { dropEdge } from './order-drop.ts';
import { Guides } from './guides.tsx';
import { LiveCells, SectionFlow } from './live-cells.tsx';
import { openness, rowElementId } from './order-keys.ts';

/** The height of a rule's row, in pixels. */
export const RULE_HEIGHT = 32;

/** Where the line for a drop begins, and how much further right in a called chain. */
const DROP_LEFT = 92;
const DROP_STEP = 22;

const GLYPHS = { same: '', added: '+', removed: '−', changed: '~', moved: '↕', disabled: '○' } as const;

/** One row of the reading order; it is rendered again only when its rule changes, never for a number. */
export const OrderLine = memo(function OrderLine(props: {
  readonly row: OrderRow;
  readonly index: number;
  readonly top: number;
  readonly stuck: boolean;
  readonly selected: boolean;
  readonly inTabOrder: boolean;
}) {
  const { row, top, stuck, selected } = props;
  const open = openness(row);
  const edge = useDrag(({ source, spot, refusal }) =>
    source && source.kind !== 'port' && !refusal ? dropEdge(row, spot) : null,
  );
  const closed = useDrag(({ source }) => source !== null && 'table' in row && row.table !== source.table);
  const ofChain = useSelection(
    ({ selected: chosen }) =>
      row.kind === 'rule' && chosen?.kind === 'chain' && chosen.table === row.table && chosen.chain === row.chain,
  );
  const dim = useView(({ hiddenTables }) => 'table' in row && hiddenTables.has(row.table));
  const found = useFind(({ rules }) => row.kind === 'rule' && rules.has(row.line.rule.id));
  const change = row.kind === 'rule' ? row.line.change : 'same';
  const classes = ['order-row', `order-is-${row.kind}`];
  if (row.kind === 'policy' && row.policy === 'DROP') classes.push('order-drops');
  if (row.kind === 'rule' && row.lasts.length === 0) classes.push('order-own');
  if (change !== 'same') classes.push('order-marked', `order-${change}`);
  if (found) classes.push('order-hit');
  if (selected) classes.push('order-selected');
  if (ofChain) classes.push('order-of-chain');
  if (closed || dim) classes.push('order-dim');
  if (stuck) classes.push('order-stuck');
  return (
    <tr
      id={rowElementId(row.key)}
      data-index={props.index}
      aria-rowindex={props.index + 2}
      aria-level={levelOf(row)}
      aria-expanded={open ?? undefined}
      aria-selected={selected}
      tabIndex={props.inTabOrder ? 0 : -1}
      className={classes.join(' ')}
      style={stuck ? undefined : { top }}
    >
      <Cells row={row} />
      {edge && 'table' in row && (
        <td className="order-drop">
          <DropLine
            top={edge === 'top' ? 0 : RULE_HEIGHT}
            left={DROP_LEFT + DROP_STEP * (levelOf(row) - 2)}
            chain={'chain' in row ? row.chain : row.hook}
          />
        </td>
      )}
    </tr>
  );
});

function Cells({ row }: { readonly row: OrderRow }) {
  switch (row.kind) {
    case 'section':
      return <Section row={row} />;
    case 'rule':
      return <RuleCells row={row} />;
    case 'more':
      return <More row={row} />;
    case 'alien':
      return <AlienCells row={row} />;
    case 'policy':
      return <Policy row={row} />;
    case 'aside':
      return <Aside row={row} />;
    case 'rest':
      return <Rest row={row} />;
    case 'uncalled':
      return <Uncalled row={row} />;
    case 'routing':
    case 'loopback':
      return <Marker row={row} />;
  }
}

function Cell(props: { readonly name: string; readonly children?: ReactNode }) {
  return <td className={`order-${props.name}`}>{props.children}</td>;
}

function RuleCells({ row }: { readonly row: RuleRow }) {
  const { rule, change } = row.line;
  const family = useWorkspace((state) => state.family);
  const fault = faultOf(row.line, family);
  const severity = useProblems(({ byRule }) => byRule.get(rule.id));
  const isChain = (name: string): boolean => row.call.state !== 'none' && name === row.call.chain;
  return (
    <>
      <Cell name="order">
        <span className="order-glyph" aria-hidden="true">
          {GLYPHS[change]}
        </span>
        {row.number ?? <span className="unseen">{change}</span>}
      </Cell>
      <Place row={row} />
      <Cell name="chain">
        <Guides lasts={row.lasts} />
        <Fold row={row} />
        <span className="order-chain-name mono">{row.chain}</span>
      </Cell>
      <Cell name="match">
        <span className={`ui-rule-match mono${fault === null ? '' : ' ui-rule-fault'}`} title={fault ?? rule.text}>
          {fault !== null && <FaultMark reason={fault} />}
          {severity && <ProblemMark severity={severity} />}
          <Phrases phrases={spellOut(rule.spec)} />
        </span>
      </Cell>
      <Cell name="target">
        <TargetPill rule={rule} isChain={isChain} />
        <span className="order-note">
          <span className="mono">
            <Phrases phrases={spellOutTarget(rule.spec)} />
          </span>
          {targetNote(row)}
        </span>
      </Cell>
      <LiveCells
        counter={rule.id}
        section={row.hook && { table: row.table, chain: row.hook }}
        tone={targetTone(targetClass(rule.spec.target, isChain))}
        gone={row.number === null}
      />
    </>
  );
}

function Place({ row }: { readonly row: RuleRow | AlienRow | MoreRow | PolicyRow }) {
  return (
    <>
      <Cell name="hook">{row.hook}</Cell>
      <Cell name="table">
        <TableMark table={row.table} />
        {row.table}
      </Cell>
    </>
  );
}

/** Opens and folds for the pointer, see `clickRow`; keys do it on the row. */
function Fold({ row }: { readonly row: RuleRow | SectionRow | UncalledRow }) {
  const open = openness(row);
  if (open === null) return null;
  return (
    <span className={`order-fold${open ? ' order-fold-open' : ''}`} aria-hidden="true">
      <ChevronRight size={13} />
    </span>
  );
}

/** What the target's word does not say: where a packet goes on. */
function targetNote(row: RuleRow): string {
  const { target } = row.line.rule.spec;
  switch (row.call.state) {
    case 'seen':
      return `read at ${row.call.at}`;
    case 'empty':
      return 'has no rules';
    case 'loop':
      return 'calls itself';
    case 'open':
    case 'folded':
      return target?.how === 'goto' ? `then ${backWords(row)}` : '';
    case 'removed':
      return '';
    case 'none':
      break;
  }
  if (row.number === null) return '';
  const known = target && findTarget(target.name);
  if (known?.outcome === 'return') return `to ${backWords(row)}`;
  return known && !known.ends ? 'continues' : '';
}

function backWords({ back, hook }: RuleRow): string {
  return back ?? (hook === null ? 'the caller' : 'policy');
}

function More({ row }: { readonly row: MoreRow }) {
  return (
    <>
      <Cell name="order">{row.number} …</Cell>
      <Place row={row} />
      <Cell name="chain">
        <Guides lasts={row.lasts} />
        <span className="order-chain-name mono">{row.chain}</span>
      </Cell>
      <Cell name="match">
        <span className="order-more">Show {row.count.toLocaleString('en')} more rules</span>
      </Cell>
    </>
  );
}

function AlienCells({ row }: { readonly row: AlienRow }) {
  return (
    <>
      <Cell name="order" />
      <Place row={row} />
      <Cell name="chain">
        <Guides lasts={row.lasts} />
        <span className="order-chain-name mono">{row.chain}</span>
      </Cell>
      <Cell name="rest">
        <Sign kind="warning" />
        <span className="order-reason" title={row.reason}>
          Read-only: nft rules that iptables cannot print. <span className="order-said">{row.reason}</span>
        </span>
      </Cell>
    </>
  );
}

function Policy({ row }: { readonly row: PolicyRow }) {
  const tone = row.policy === 'DROP' ? 'red' : 'green';
  return (
    <>
      <Cell name="order">end</Cell>
      <Place row={row} />
      <Cell name="chain">
        <span className="order-chain-name mono">{row.hook}</span>
      </Cell>
      <Cell name="match">
        <span className="order-said">Policy for every packet that got this far</span>
      </Cell>
      <Cell name="target">
        <Pill tone={tone}>{row.policy}</Pill>
      </Cell>
      <LiveCells
        counter={`policy:${row.table}/${row.hook}`}
        section={{ table: row.table, chain: row.hook }}
        tone={tone}
      />
    </>
  );
}

function Section({ row }: { readonly row: SectionRow }) {
  const rules = `${row.rules.toLocaleString('en')} ${row.rules === 1 ? 'rule' : 'rules'}`;
  const how = row.table === 'nat' ? ', read once per connection' : row.policy ? `, policy ${row.policy}` : '';
  return (
    <Cell name="wide">
      <Fold row={row} />
      <TableMark table={row.table} />
      <b>{row.hook}</b>
      <span>{row.table}</span>
      <span>
        {rules}
        {how}
      </span>
      <SectionFlow chain={{ table: row.table, chain: row.hook }} />
    </Cell>
  );
}

/** Chains that nobody calls: no packet of any journey reads them. */
function Rest({ row }: { readonly row: RestRow }) {
  return (
    <Cell name="wide">
      <Unlink size={14} aria-hidden="true" />
      <b>Not called</b>
      <span>
        no packet comes to {row.chains === 1 ? 'this chain' : `these ${row.chains.toLocaleString('en')} chains`}
      </span>
    </Cell>
  );
}

function Uncalled({ row }: { readonly row: UncalledRow }) {
  return (
    <Cell name="wide">
      <Fold row={row} />
      <TableMark table={row.table} />
      <b className="mono">{row.chain}</b>
      <span>{row.table}</span>
      <span>
        {row.rules.toLocaleString('en')} {row.rules === 1 ? 'rule' : 'rules'}, never called
      </span>
    </Cell>
  );
}

function Aside({ row }: { readonly row: AsideRow }) {
  return (
    <>
      <Cell name="order" />
      <Cell name="hook">{row.hook}</Cell>
      <Cell name="wide">
        {row.passing.map((each) => (
          <PassingWords key={each.kind === 'empty' ? each.table : each.kind} passing={each} />
        ))}
      </Cell>
    </>
  );
}

function PassingWords({ passing }: { readonly passing: Passing }) {
  switch (passing.kind) {
    case 'empty':
      return (
        <span className="order-empty">
          <TableMark table={passing.table} />
          {passing.policy ? `${passing.table} is empty, ${passing.policy}` : `${passing.table} is not loaded`}
        </span>
      );
    case 'conntrack':
      return <span>connection tracking finds or creates the connection</span>;
    case 'process':
      return <span>then delivered to the local process</span>;
    case 'wire':
      return <span>then sent out</span>;
  }
}

function Marker({ row }: { readonly row: MarkerRow }) {
  const Icon = row.kind === 'routing' ? ArrowLeftRight : RotateCcw;
  return (
    <Cell name="wide">
      <Icon size={14} aria-hidden="true" />
      <b>{row.kind === 'routing' ? 'Routing decision' : 'Loopback'}</b>
      <span>{markerWords(row)}</span>
    </Cell>
  );
}

function markerWords({ kind, to }: MarkerRow): string {
  if (kind === 'loopback')
    return 'leaves through lo and arrives again; its connection is known, so nat is not read again';
  if (to === 'INPUT') return 'the destination is an address of this host, so the packet goes to INPUT';
  if (to === 'FORWARD') return 'the destination is another host, so the packet goes to FORWARD';
  return 'the way out is chosen before any rule is read';
}
