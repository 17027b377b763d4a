const WIDTH = 22;
const HEIGHT = 11;
const POINTS = 11;

/** A line of 22 × 11 through the last minute's rates, highest at the top; empty while there is nothing to draw. */
export function sparkPath(rates: readonly number[]): string {
  if (rates.length < 2) return '';
  const top = Math.max(...rates);
  if (top === 0) return '';
  const points = Array.from({ length: POINTS }, (_, index) => {
    const from = Math.floor((index * rates.length) / POINTS);
    const to = Math.max(from + 1, Math.floor(((index + 1) * rates.length) / POINTS));
    const part = rates.slice(from, to);
    const mean = part.reduce((sum, rate) => sum + rate, 0) / part.length;
    const x = (index * WIDTH) / (POINTS - 1);
    const y = HEIGHT - 1.5 - (mean / top) * (HEIGHT - 3);
    return `${x.toFixed(1)} ${y.toFixed(1)}`;
  });
  return `M${points.join('L')}`;
}
