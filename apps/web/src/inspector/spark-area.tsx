const WIDTH = 308;
const HEIGHT = 54;
const SAMPLES = 60;

/** The last minute as an area; the newest sample is at the right. Decorative: the numbers are written beside it. */
export function SparkArea(props: { readonly values: readonly number[] }) {
  const line = sparkPath(props.values);
  return (
    <svg className="insp-spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
      {line !== '' && (
        <>
          <path
            d={`${line} L${WIDTH} ${HEIGHT} L${startOf(props.values)} ${HEIGHT}Z`}
            fill="var(--spark)"
            opacity=".13"
          />
          <path
            d={line}
            fill="none"
            stroke="var(--spark)"
            strokeWidth="1.6"
            strokeLinejoin="round"
            vectorEffect="non-scaling-stroke"
          />
        </>
      )}
    </svg>
  );
}

function shownOf(values: readonly number[]): readonly number[] {
  return values.slice(-SAMPLES);
}

function startOf(values: readonly number[]): string {
  return (WIDTH - ((shownOf(values).length - 1) * WIDTH) / (SAMPLES - 1)).toFixed(1);
}

function sparkPath(values: readonly number[]): string {
  const shown = shownOf(values);
  if (shown.length < 2) return '';
  const most = Math.max(...shown, 1e-9);
  const start = Number(startOf(values));
  return shown
    .map((value, index) => {
      const x = (start + (index * WIDTH) / (SAMPLES - 1)).toFixed(1);
      const y = (HEIGHT - 2 - (Math.max(0, value) / most) * (HEIGHT - 8)).toFixed(1);
      return `${index === 0 ? 'M' : 'L'}${x} ${y}`;
    })
    .join(' ');
}
