import { JOURNEYS, type Journey } from '@sluice/netfilter';
import { useHosts } from '../api/queries.ts';
import { Printer } from 'lucide-react';
import { useMemo } from 'react';
import type { OrderRow } from '../projection/order-model.ts';
import { projectOrder } from '../projection/project-order.ts';
import { useMapCover } from '../state/map-cover.ts';
import { useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { OrderGrid } from './order-grid.tsx';
import { useOrder } from './order-state.ts';
import './order-view.css';
import './print.css';

const JOURNEY_NAMES: Readonly<Record<Journey, string>> = {
  arriving: 'Arriving for this host',
  forwarded: 'Forwarded',
  sent: 'Sent by this host',
  looped: 'Looped back',
};

/** The rules in the order in which a packet meets them, to read from top to bottom. */
export function OrderView() {
  const rows = useRows();
  const journey = useOrder((state) => state.journey);
  // An inspector that lies over the view would hide the numbers.
  const covered = useMapCover((state) => state.width);
  const loaded = useWorkspace((state) => state.current !== null);
  return (
    <div className="order" style={{ paddingRight: covered }} aria-busy={!loaded}>
      <header className="order-bar">
        <Segmented
          label="Packets"
          value={journey}
          options={JOURNEYS.map((id) => ({ id, name: JOURNEY_NAMES[id] }))}
          onChange={(id) => useOrder.getState().follow(id)}
        />
        <p className="order-count">{loaded && countWords(rows)}</p>
        <Button size="small" onPress={() => globalThis.print()}>
          <Printer size={13} aria-hidden="true" />
          Print
        </Button>
      </header>
      <PaperTitle journey={JOURNEY_NAMES[journey]} />
      <OrderGrid rows={rows} label={`Rules for packets: ${JOURNEY_NAMES[journey]}`} />
    </div>
  );
}

/** What a printed list is about: it leaves the page's own bar behind. */
function PaperTitle(props: { readonly journey: string }) {
  const hostId = useWorkspace((state) => state.hostId);
  const family = useWorkspace((state) => state.family);
  const changes = useWorkspace((state) => state.diff?.changes ?? 0);
  const host = useHosts().data?.find(({ id }) => id === hostId);
  const draft = changes === 0 ? '' : `, with a draft of ${changes} ${changes === 1 ? 'change' : 'changes'}`;
  return (
    <p className="order-paper">
      <b>{host?.name ?? hostId}</b> {family === 'ipv4' ? 'IPv4' : 'IPv6'}, packets: {props.journey.toLowerCase()}
      {draft}
    </p>
  );
}

const NOTHING: readonly OrderRow[] = [];

function useRows(): readonly OrderRow[] {
  const current = useWorkspace((state) => state.current);
  const base = useWorkspace((state) => state.base);
  const diff = useWorkspace((state) => state.shown);
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  const aliens = useWorkspace((state) => state.aliens);
  const journey = useOrder((state) => state.journey);
  const opened = useOrder((state) => state.opened);
  return useMemo(
    () => (current ? projectOrder({ current, base, diff, backend, aliens, journey, opened }) : NOTHING),
    [current, base, diff, backend, aliens, journey, opened],
  );
}

/** `11 rules, and 220 in the chains they call` */
function countWords(rows: readonly OrderRow[]): string {
  let own = 0;
  let called = 0;
  for (const row of rows) {
    if (row.kind === 'section' && !row.open) own += row.rules;
    else if (row.kind === 'more') called += row.count;
    else if (row.kind === 'rule' && row.number !== null) {
      if (row.lasts.length === 0) own += 1;
      else called += 1;
    }
  }
  const rules = `${own.toLocaleString('en')} ${own === 1 ? 'rule' : 'rules'}`;
  return called === 0 ? rules : `${rules}, and ${called.toLocaleString('en')} in the chains they call`;
}
