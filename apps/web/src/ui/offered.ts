/** What a list offers of many: as many as a person looks through, the others when more is typed. */
export interface Offered<T> {
  readonly shown: readonly T[];
  /** How many match in all. */
  readonly total: number;
}

const MOST = 100;

/** Those whose name holds what is typed. A list of twenty thousand would take seconds to make, and nobody reads it. */
export function offered<T extends { readonly name: string }>(all: readonly T[], typed: string): Offered<T> {
  const wanted = typed.trim().toLowerCase();
  const matching = wanted === '' ? all : all.filter(({ name }) => name.toLowerCase().includes(wanted));
  return { shown: matching.slice(0, MOST), total: matching.length };
}

/** `100 of 5,012, type to see others`; nothing where all are shown. */
export function offeredWords({ shown, total }: Offered<unknown>): string {
  return shown.length === total ? '' : `${shown.length} of ${total.toLocaleString('en')}, type to see others`;
}
