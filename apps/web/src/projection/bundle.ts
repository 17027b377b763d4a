import type { CallEdge } from './model.ts';

/** One line for each pair of cards, with the number of calls that it stands for. It runs where the first of them runs. */
export function bundle(edges: readonly CallEdge[]): readonly CallEdge[] {
  const pairs = Map.groupBy(edges, ({ from, to }) => `${from} ${to}`);
  return [...pairs.values()].flatMap((list) => {
    const [first] = list;
    if (!first || list.length === 1) return list;
    return [
      {
        ...first,
        others: [...new Set(list.flatMap(({ others }) => others))],
        how: list.every(({ how }) => how === 'goto') ? 'goto' : 'jump',
        count: list.reduce((sum, { count }) => sum + count, 0),
        change: 'same',
      },
    ];
  });
}
