import { ok } from '../../result.ts';
import type { Kind } from '../kind.ts';

/** An option without a value: it stands there or it does not. */
export const flag: Kind<true> = {
  words: 0,
  quoting: 'never',
  like: [''],
  parse: () => ok(true as const),
  print: () => [],
  read: () => '',
};
