import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

/** The kernel keeps a probability as a part of 2^31. */
const ONE = 0x8000_0000;

const NEAR = 1e-6;

/** `1 in 3` where the chance is one, else a percentage. */
function brief(share: number): string {
  const inverse = ONE / share;
  const isWhole = share > 0 && Math.abs(inverse - Math.round(inverse)) < NEAR * inverse;
  return isWhole ? `1 in ${Math.round(inverse)}` : `${Math.round((share / ONE) * 1000) / 10} %`;
}

/** A probability from 0 to 1. */
export const chance: Kind<number> = {
  words: 1,
  quoting: 'never',
  like: ['0.25'],
  parse([word = '']) {
    const value = /^(\d+\.?\d*|\.\d+)$/.test(word) ? Number(word) : Number.NaN;
    return value <= 1
      ? ok(Math.round(value * ONE))
      : refuse({ found: word, want: 'a probability from 0 to 1, like 0.25' });
  },
  print: (share) => [(share / ONE).toFixed(11)],
  read: (share) => brief(share),
  brief,
};
