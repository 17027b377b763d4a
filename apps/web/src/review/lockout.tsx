import type { Decider, Forecast, Judged } from '@sluice/analysis';
import type { Host } from '@sluice/protocol';
import { hasKernel } from '../shell/words.ts';
import { useSelection } from '../state/selection.ts';
import { useView } from '../state/view.ts';
import { Button } from '../ui/button.tsx';
import { Pill, type PillTone } from '../ui/pill.tsx';
import { Sign } from '../ui/signs.tsx';
import { deciderWords, fateWords, OUTLOOK_WORDS, routeWords, watchedWords } from './forecast-words.ts';
import type { ForecastState } from './use-forecast.ts';
import './lockout.css';

const LOOKS = {
  keeps: { sign: 'ok', tone: 'green' },
  loses: { sign: 'trouble', tone: 'red' },
  unknown: { sign: 'warning', tone: 'amber' },
  shut: { sign: 'info', tone: 'grey' },
} as const satisfies Record<Forecast['outlook'], { sign: 'ok' | 'trouble' | 'warning' | 'info'; tone: PillTone }>;

/** Who keeps access to the host after the change and who loses it, each with the rule that decides. */
export function Lockout(props: {
  readonly host: Host;
  readonly state: ForecastState;
  /** The sheet goes, to show a rule on the map. */
  readonly onShow: () => void;
}) {
  const { host, state, onShow } = props;
  return (
    <section className="lockout" aria-label="Who keeps access">
      <h3 className="review-label">Who keeps access</h3>
      {state.state === 'asking' ? (
        <p className="lockout-note">
          <Sign kind="busy" /> Looking ahead…
        </p>
      ) : (
        <>
          <ul>
            {state.forecasts.map((forecast) => (
              <Line key={`${watchedWords(forecast)} ${routeWords(forecast)}`} forecast={forecast} onShow={onShow} />
            ))}
          </ul>
          <Caveat host={host} known={state.sessionsKnown} />
        </>
      )}
    </section>
  );
}

/** What the list does not tell about. */
function Caveat(props: { readonly host: Host; readonly known: boolean }) {
  const { host, known } = props;
  if (!known)
    return <p className="lockout-note">Who is connected now could not be read: open sessions are not here.</p>;
  if (host.kind === 'sandbox') {
    return <p className="lockout-note">Your own connection does not pass through the sandbox&rsquo;s rules.</p>;
  }
  if (!hasKernel(host)) return <p className="lockout-note">Nobody is connected to an example.</p>;
  return null;
}

function Line(props: { readonly forecast: Forecast; readonly onShow: () => void }) {
  const { forecast, onShow } = props;
  const { outlook, asNew, asOpen, tracksAnew } = forecast;
  const route = routeWords(forecast);
  const { sign, tone } = LOOKS[outlook];
  return (
    <li className="lockout-line">
      <Sign kind={sign} />
      <div>
        <b>
          {watchedWords(forecast)} <Pill tone={tone}>{OUTLOOK_WORDS[outlook]}</Pill>
        </b>
        {route !== null && <p className="mono">{route}</p>}
        {asOpen && !sameWords(asNew, asOpen) ? (
          <>
            <Why name="Opened anew" judged={asNew} onShow={onShow} />
            <Why name="Open now" judged={asOpen} onShow={onShow} />
          </>
        ) : (
          <Why name={asOpen ? 'Opened anew and open now' : null} judged={asNew} onShow={onShow} />
        )}
        {tracksAnew && (
          <p>
            The kernel begins to track connections with this change: one that is open now is NEW to it, not ESTABLISHED.
          </p>
        )}
      </div>
    </li>
  );
}

function sameWords(one: Judged, other: Judged): boolean {
  return fateWords(one) === fateWords(other) && deciderWords(one.by) === deciderWords(other.by);
}

function Why(props: { readonly name: string | null; readonly judged: Judged; readonly onShow: () => void }) {
  const { name, judged, onShow } = props;
  const decider = deciderWords(judged.by);
  return (
    <p>
      {name !== null && (
        <>
          <span className="lockout-part">{name}:</span> {OUTLOOK_WORDS[judged.outlook]},{' '}
        </>
      )}
      {fateWords(judged)}{' '}
      {decider !== null && (
        <Button
          look="link"
          size="small"
          isDisabled={judged.by.kind === 'end'}
          onPress={() => {
            onShow();
            reveal(judged.by);
          }}
        >
          {decider}
        </Button>
      )}
    </p>
  );
}

function reveal(by: Decider): void {
  if (by.kind === 'end') return;
  useView.getState().show('map');
  const { table, chain } = by;
  const selected =
    by.kind === 'rule' ? { kind: by.kind, table, chain, id: by.id } : { kind: 'chain' as const, table, chain };
  useSelection.getState().select(selected, { reveal: true });
}
