const RADIUS = 38;
const ROUND = 2 * Math.PI * RADIUS;

/** How much of the window is left, as a ring with the seconds in it. */
export function Ring(props: { readonly left: number; readonly window: number }) {
  const { left, window } = props;
  const share = window > 0 ? Math.min(1, (left * 1000) / window) : 0;
  const tone = left <= 5 ? 'var(--red-l)' : left <= 10 ? 'var(--amber-l)' : 'var(--accent)';
  return (
    <div className="countdown-ring" role="timer" aria-label={`${left} seconds left`}>
      <svg width="88" height="88" viewBox="0 0 88 88" aria-hidden="true">
        <circle cx="44" cy="44" r={RADIUS} fill="none" stroke="var(--border)" strokeWidth="6" />
        <circle
          cx="44"
          cy="44"
          r={RADIUS}
          fill="none"
          stroke={tone}
          strokeWidth="6"
          strokeLinecap="round"
          strokeDasharray={`${(share * ROUND).toFixed(1)} ${ROUND.toFixed(1)}`}
          transform="rotate(-90 44 44)"
        />
      </svg>
      <b aria-hidden="true">
        {left}
        <small>s</small>
      </b>
    </div>
  );
}
