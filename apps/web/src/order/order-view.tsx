import { JOURNEYS, type Journey, type RuleId } from '@sluice/netfilter';
import { useHosts } from '../api/queries.ts';
import { Printer } from 'lucide-react';
import { useMemo } from 'react';
import type { OrderRow } from '../projection/order-model.ts';
import { projectOrder } from '../projection/project-order.ts';
import { useMapCover } from '../state/map-cover.ts';
import { useProblems } from '../state/problems.ts';
import { sliceOf, useWorkspace } from '../state/workspace.ts';
import { Button } from '../ui/button.tsx';
import { Pill } from '../ui/pill.tsx';
import { Segmented } from '../ui/segmented.tsx';
import { Switch } from '../ui/switch.tsx';
import { OrderGrid } from './order-grid.tsx';
import { restNow, useFind, useRest } from '../find/find-state.ts';
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
  const problems = useRulesWithProblems();
  const rows = useRows(problems);
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
        <Switches problems={problems.size} />
        <Button size="small" onPress={() => globalThis.print()}>
          <Printer size={13} aria-hidden="true" />
          Print
        </Button>
      </header>
      <PaperTitle journey={JOURNEY_NAMES[journey]} />
      {loaded && rows.length === 0 && <NothingShown />}
      <Typed />
      <OrderGrid rows={rows} label={`Rules for packets: ${JOURNEY_NAMES[journey]}`} />
    </div>
  );
}

/** Why there is nothing to read. */
function NothingShown() {
  const hidden = useRest() === 'hidden';
  return (
    <p className="order-none">
      {hidden
        ? 'No rule that was found is read by these packets: the search hides the others.'
        : 'No rule that these packets meet has a problem.'}
    </p>
  );
}

/** What is left out. */
function Switches(props: { readonly problems: number }) {
  const { onlyProblems, foldEmpty, showOnly, showEmpty } = useOrder();
  return (
    <>
      <Switch on={onlyProblems} onChange={showOnly}>
        Problems only <Pill tone={props.problems > 0 ? 'amber' : 'grey'}>{props.problems.toLocaleString('en')}</Pill>
      </Switch>
      <Switch on={foldEmpty} onChange={(on) => showEmpty(!on)}>
        Fold empty chains
      </Switch>
    </>
  );
}

/** While a person types where to go: what was typed. */
function Typed() {
  const typed = useOrder((state) => state.typed);
  return (
    <output className={typed === null ? 'unseen' : 'order-typed'}>
      {typed !== null && (
        <>
          Go to <b className="mono">{typed === '' ? 'a chain or a number' : typed}</b>
        </>
      )}
    </output>
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

/** The rules that something is wrong with: no host can be given them, or a look at all rules found it. */
function useRulesWithProblems(): ReadonlySet<RuleId> {
  const faults = useWorkspace((state) => sliceOf(state, state.family).faults);
  const found = useProblems((state) => state.byRule);
  return useMemo(() => new Set([...faults.map(({ id }) => id), ...found.keys()]), [faults, found]);
}

function useRows(problems: ReadonlySet<RuleId>): readonly OrderRow[] {
  const current = useWorkspace((state) => state.current);
  const base = useWorkspace((state) => state.base);
  const diff = useWorkspace((state) => state.shown);
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  const aliens = useWorkspace((state) => state.aliens);
  const journey = useOrder((state) => state.journey);
  const opened = useOrder((state) => state.opened);
  const { marked, onlyMarked } = useMarked(problems);
  const foldEmpty = useOrder((state) => state.foldEmpty);
  return useMemo(
    () =>
      current
        ? projectOrder({ current, base, diff, backend, aliens, journey, opened, marked, onlyMarked, foldEmpty })
        : NOTHING,
    [current, base, diff, backend, aliens, journey, opened, marked, onlyMarked, foldEmpty],
  );
}

/** Which rules are not hidden among others, and whether the others are. */
function useMarked(problems: ReadonlySet<RuleId>): {
  readonly marked: ReadonlySet<RuleId>;
  readonly onlyMarked: boolean;
} {
  const onlyProblems = useOrder((state) => state.onlyProblems);
  const found = useFind((state) => (restNow(state) === 'hidden' ? state.rules : null));
  return useMemo(() => {
    if (!found) return { marked: problems, onlyMarked: onlyProblems };
    return { marked: onlyProblems ? found.intersection(problems) : found, onlyMarked: true };
  }, [problems, onlyProblems, found]);
}

/** `11 rules, and 220 in the chains they call` */
function countWords(rows: readonly OrderRow[]): string {
  let own = 0;
  let called = 0;
  for (const row of rows) {
    if (row.kind === 'section' && !row.open) own += row.rules;
    else if (row.kind === 'more' && row.hook !== null) called += row.count;
    else if (row.kind === 'rule' && row.number !== null && row.hook !== null) {
      if (row.lasts.length === 0) own += 1;
      else called += 1;
    }
  }
  const rules = `${own.toLocaleString('en')} ${own === 1 ? 'rule' : 'rules'}`;
  return called === 0 ? rules : `${rules}, and ${called.toLocaleString('en')} in the chains they call`;
}
