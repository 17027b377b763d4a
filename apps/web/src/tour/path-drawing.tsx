import type { Hook } from '@sluice/netfilter';

/** The lanes in small, as the map draws them: x, y and width of each hook. */
const BOXES: readonly (readonly [hook: Hook, x: number, y: number, width: number])[] = [
  ['PREROUTING', 14, 14, 88],
  ['FORWARD', 150, 14, 68],
  ['POSTROUTING', 238, 14, 94],
  ['INPUT', 96, 60, 54],
  ['OUTPUT', 222, 60, 62],
];
const HEIGHT = 24;

/** What is lit: hooks, or the custom chain. */
export type Lit = Hook | 'envoy';

/** The custom chain below the hook that shall call it: not there, waiting, or called. */
export type EnvoyDrawn = 'none' | 'waiting' | 'called';

/** The packet's path in small, with the part lit that the step is about. */
export function PathDrawing(props: { readonly lit: readonly Lit[]; readonly envoy: EnvoyDrawn }) {
  const { lit, envoy } = props;
  const height = envoy === 'none' ? 96 : 134;
  return (
    <svg className="tour-drawing" viewBox={`0 0 364 ${height}`} aria-hidden="true">
      <path className="tour-pipe" d="M2 26H362M123 26V72H253V26" />
      <path className="tour-fork" d="M123 16l10 10l-10 10l-10 -10z" />
      <text className="tour-host" x="186" y="76">
        this host
      </text>
      {envoy !== 'none' && <Envoy called={envoy === 'called'} lit={lit.includes('envoy')} />}
      {BOXES.map(([hook, x, y, width]) => (
        <g key={hook} className={lit.includes(hook) ? 'tour-hook tour-lit' : 'tour-hook'}>
          <rect x={x} y={y} width={width} height={HEIGHT} rx="6" />
          <text x={x + width / 2} y={y + 16}>
            {hook}
          </text>
        </g>
      ))}
    </svg>
  );
}

function Envoy(props: { readonly called: boolean; readonly lit: boolean }) {
  const looks = ['tour-envoy', props.called ? '' : 'tour-waiting', props.lit ? 'tour-lit' : ''];
  return (
    <g className={looks.filter((look) => look !== '').join(' ')}>
      {props.called && <path d="M123 84V103" />}
      <rect x="58" y="103" width="130" height={HEIGHT} rx="6" />
      <text x="123" y="119">
        INPUT_CHAIN_ENVOY
      </text>
    </g>
  );
}
