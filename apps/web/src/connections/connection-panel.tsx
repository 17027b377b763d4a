import { connectionStage, type EndOfConnection, type TrackedConnection } from '@sluice/netfilter';
import type { Host } from '@sluice/protocol';
import { X } from 'lucide-react';
import { Inspector } from '../inspector/inspector.tsx';
import { InspectorPanel } from '../inspector/inspector-panel.tsx';
import { useConnectionView } from '../state/connection-view.ts';
import { useSelection } from '../state/selection.ts';
import { IconButton } from '../ui/button.tsx';
import { endWords, secondsWords, stageStory, stateWord } from './connection-words.ts';
import { DeciderLink } from './decider.tsx';
import { useLetIn, type LetIn } from './let-in.ts';
import { useConnections } from './use-connections.ts';
import './connection-panel.css';

/** Right of the map: why the packets of the chosen connection pass; of whatever else is selected, the inspector. */
export function ConnectionPanel(props: { readonly host: Host | undefined }) {
  const selected = useConnectionView((state) => state.selected);
  const other = useSelection((state) => state.selected);
  const { all, route } = useConnections();
  const judge = useLetIn(route);
  const live = all.find(({ id }) => id === selected?.id);
  const connection = live ?? selected;
  if (other || !connection || !judge) return <Inspector host={props.host} />;
  return (
    <InspectorPanel label="Connection">
      <header className="insp-head">
        <div className="insp-path">
          <span className="mono">{stateWord(connection)}</span>
          <IconButton label="Close" keys="Escape" onPress={() => useConnectionView.getState().select(null)}>
            <X />
          </IconButton>
        </div>
        <div className="insp-title">
          <h2>{TITLES[connectionStage(connection)]}</h2>
        </div>
      </header>
      <div className="conn-panel-scroll">
        <WayAndBack connection={connection} judged={judge(connection)} />
        <p className="conn-story">{live ? stageStory(connection) : 'The kernel has forgotten it since.'}</p>
        <Translation connection={connection} />
        <Today judged={judge(connection)} />
      </div>
    </InspectorPanel>
  );
}

const TITLES = {
  asked: 'Asked: nothing came back yet',
  halfOpen: 'Half open: why replies pass',
  open: 'Open: why replies pass',
  closing: 'Closing: what may still pass',
  ended: 'Over: remembered for a while',
} as const;

/** The first packet and its reply, each with the rule that lets it through. */
function WayAndBack(props: { readonly connection: TrackedConnection; readonly judged: LetIn }) {
  const { connection, judged } = props;
  const { request, reply, age } = connection;
  return (
    <div className="conn-round">
      <p className="conn-round-there">1 Request: the first packet is NEW</p>
      <div className="conn-hop conn-hop-there">
        <DeciderLink judgement={judged.first} />
        <small>ct NEW</small>
      </div>
      <div className="conn-ends">
        <End address={request.source} port={request.sourcePort} />
        <span className="conn-memory">{age === null ? 'remembered' : `remembered, ${secondsWords(age)}`}</span>
        <End address={reply.source} port={reply.sourcePort} />
      </div>
      <div className="conn-hop conn-hop-back">
        <DeciderLink judgement={judged.reply} />
        <small>ct ESTABLISHED</small>
      </div>
      <p className="conn-round-back">2 Reply: belongs to a known connection</p>
    </div>
  );
}

function End({ address, port }: EndOfConnection) {
  return (
    <span className="conn-end mono">
      {address}
      {port !== null && <small>:{port}</small>}
    </span>
  );
}

function Translation(props: { readonly connection: TrackedConnection }) {
  const { request, reply } = props.connection;
  const asked = endWords({ address: request.destination, port: request.destinationPort });
  const reached = endWords({ address: reply.source, port: reply.sourcePort });
  const own = endWords({ address: request.source, port: request.sourcePort });
  const shown = endWords({ address: reply.destination, port: reply.destinationPort });
  if (asked === reached && own === shown) return null;
  return (
    <dl className="conn-facts">
      {asked !== reached && (
        <>
          <dt>Sent on to</dt>
          <dd className="mono">
            {asked} ⇒ {reached}
          </dd>
        </>
      )}
      {own !== shown && (
        <>
          <dt>Seen there as</dt>
          <dd className="mono">
            {own} ⇒ {shown}
          </dd>
        </>
      )}
      <dt>Undone for replies</dt>
      <dd>by connection tracking, without a rule</dd>
    </dl>
  );
}

/** Rules that changed since are no reason to cut what is open: it is worth saying. */
function Today(props: { readonly judged: LetIn }) {
  const { first } = props.judged;
  if (first.fate === 'accepted' || first.fate === 'unknown') return null;
  return (
    <p className="conn-today" role="note">
      <b>A new one would be {first.fate} today.</b> This one was let in by rules of before, and goes on because it is
      known.
    </p>
  );
}
