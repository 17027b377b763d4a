/** A named moment on the line of time. */
export interface Tick {
  readonly at: number;
  readonly words: string;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 30 * DAY];

/** Round moments between two, at most so many, in the time of the person's place. */
export function ticksBetween(from: number, to: number, most: number): readonly Tick[] {
  const step = STEPS.find((size) => (to - from) / size <= most) ?? Math.ceil((to - from) / most / DAY) * DAY;
  const midnight = new Date(from);
  midnight.setHours(0, 0, 0, 0);
  const ticks: Tick[] = [];
  for (let at = midnight.getTime(); at <= to; at += step) {
    if (at >= from) ticks.push({ at, words: tickWords(at, step) });
  }
  return ticks;
}

function tickWords(at: number, step: number): string {
  const date = new Date(at);
  const day =
    step > 5 * DAY
      ? date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
      : date.toLocaleDateString('en-GB', { weekday: 'short', day: 'numeric' });
  const startsDay = date.getHours() === 0 && date.getMinutes() === 0;
  return step >= DAY || startsDay ? day : date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
}

/** Where a moment stands on a line from 0 to 1; a line of no length has everything at its end. */
export function placeOf(at: number, from: number, to: number): number {
  return to > from ? Math.min(1, Math.max(0, (at - from) / (to - from))) : 1;
}
