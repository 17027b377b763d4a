declare module '*.grammar' {
  import type { LRParser } from '@lezer/lr';

  /** Made from the grammar by the build. */
  export const parser: LRParser;
}
