import { rewritesOf, type TrackedConnection } from '@sluice/netfilter';
import { useMemo } from 'react';
import {
  Cell,
  Column,
  Row,
  Table,
  TableBody,
  TableHeader,
  TableLayout,
  Virtualizer,
  type Selection,
} from 'react-aria-components';
import { sizeWords } from '../live/rates.ts';
import { useConnectionView } from '../state/connection-view.ts';
import { Tip } from '../ui/tip.tsx';
import { protocolOf } from './connection-filter.ts';
import { connectionName, endWords, secondsWords, sideWords, stageWords, stateWord } from './connection-words.ts';
import { DeciderLink } from './decider.tsx';
import type { LetIn } from './let-in.ts';

const LAYOUT = { rowHeight: 44, headingHeight: 30 };

/** Each connection in two lines: the request, and the reply that the kernel expects. Only what is in sight is in the page. */
export function ConnectionTable(props: {
  readonly connections: readonly TrackedConnection[];
  readonly judge: ((connection: TrackedConnection) => LetIn) | null;
}) {
  const { connections, judge } = props;
  const selected = useConnectionView((state) => state.selected?.id);
  const most = useMemo(() => mostBytes(connections), [connections]);
  return (
    <Virtualizer layout={TableLayout} layoutOptions={LAYOUT}>
      <Table
        aria-label="Connections"
        className="conn-table"
        selectionMode="single"
        selectionBehavior="replace"
        selectedKeys={selected === undefined ? [] : [selected]}
        onSelectionChange={(keys) => choose(keys, connections)}
      >
        <TableHeader className="conn-head">
          <Column width={56}>Kind</Column>
          <Column width={150}>State</Column>
          <Column isRowHeader minWidth={340}>
            Request and reply
          </Column>
          <Column width={120}>Bytes</Column>
          <Column width={70}>Age</Column>
          <Column width={80}>
            <Tip text="Without another packet the kernel forgets it after this time">
              <span>Left</span>
            </Tip>
          </Column>
          <Column width={176}>Let in by</Column>
        </TableHeader>
        <TableBody items={connections} dependencies={[judge, most]}>
          {(connection) => (
            <Row id={connection.id} textValue={connectionName(connection)} className="conn-row">
              <Cell className="conn-cell mono">{protocolOf(connection)}</Cell>
              <Cell className="conn-cell">
                <b className="conn-state mono">{stateWord(connection)}</b>
                <small>{stageWords(connection)}</small>
              </Cell>
              <Cell className="conn-cell mono">
                <Request connection={connection} />
                <span className="conn-reply">← {sideWords(connection, connection.reply)}</span>
              </Cell>
              <Cell className="conn-cell conn-number">
                <Bytes bytes={connection.request.bytes} most={most} />
                <Bytes bytes={connection.reply.bytes} most={most} />
              </Cell>
              <Cell className="conn-cell conn-number">
                {connection.age === null ? '–' : secondsWords(connection.age)}
              </Cell>
              <Cell className="conn-cell conn-number">
                {connection.timeout === null ? '–' : secondsWords(connection.timeout)}
              </Cell>
              <Cell className="conn-cell">{judge && <DeciderLink judgement={judge(connection).first} />}</Cell>
            </Row>
          )}
        </TableBody>
      </Table>
    </Virtualizer>
  );
}

function choose(keys: Selection, connections: readonly TrackedConnection[]): void {
  const [key] = keys === 'all' ? [] : keys;
  useConnectionView.getState().select(connections.find(({ id }) => id === key) ?? null);
}

/** What was rewritten on the way stands where it happened. */
function Request(props: { readonly connection: TrackedConnection }) {
  const { connection } = props;
  const { source, destination } = rewritesOf(connection);
  return (
    <span>
      → {sideWords(connection, connection.request)}
      {destination && <em> ⇒ {endWords(destination)}</em>}
      {source && <em> as {endWords(source)}</em>}
    </span>
  );
}

function Bytes(props: { readonly bytes: bigint | null; readonly most: number }) {
  const { bytes, most } = props;
  if (bytes === null) return <span>–</span>;
  const share = most === 0 ? 0 : Number(bytes) / most;
  return (
    <span className="conn-bytes">
      {sizeWords(bytes)}
      <i aria-hidden="true">
        <i style={{ width: `${Math.max(2, share * 100)}%` }} />
      </i>
    </span>
  );
}

function mostBytes(connections: readonly TrackedConnection[]): number {
  return connections.reduce(
    (most, { request, reply }) => Math.max(most, Number(request.bytes ?? 0), Number(reply.bytes ?? 0)),
    0,
  );
}
