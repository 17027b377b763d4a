import type { CoverageArea } from '@sluice/analysis';

/** One band of each axis. */
export interface Cell {
  readonly across: number;
  readonly down: number;
}

/** Bands that lie side by side, both ends included. */
export interface Rectangle {
  readonly from: Cell;
  readonly to: Cell;
}

/** An area as rectangles: bands that do not touch are apart. */
export function rectanglesOf({ across, down }: Pick<CoverageArea, 'across' | 'down'>): readonly Rectangle[] {
  return runsOf(down).flatMap(([top, bottom]) =>
    runsOf(across).map(([left, right]) => ({
      from: { across: left, down: top },
      to: { across: right, down: bottom },
    })),
  );
}

function runsOf(indexes: readonly number[]): readonly (readonly [number, number])[] {
  const runs: [number, number][] = [];
  for (const index of indexes) {
    const last = runs.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else runs.push([index, index]);
  }
  return runs;
}

/**
 * For each area a cell of its own for its name: one that as few others as can be are in, and none that another name has.
 * Small areas choose first; null for an area that finds none.
 */
export function labelCells(areas: readonly CoverageArea[]): readonly (Cell | null)[] {
  const taken = new Set<string>();
  const found = new Map<CoverageArea, Cell>();
  for (const area of areas.toSorted((one, other) => sizeOf(one) - sizeOf(other))) {
    const cells = area.down.flatMap((down) => area.across.map((across): Cell => ({ across, down })));
    const free = cells.filter((cell) => !taken.has(keyOf(cell)));
    const crowdOf = (cell: Cell): number => areas.filter((each) => isIn(each, cell)).length;
    const best = free.toSorted((one, other) => crowdOf(one) - crowdOf(other))[0];
    if (!best) continue;
    taken.add(keyOf(best));
    found.set(area, best);
  }
  return areas.map((area) => found.get(area) ?? null);
}

const sizeOf = ({ across, down }: CoverageArea): number => across.length * down.length;

const keyOf = ({ across, down }: Cell): string => `${across} ${down}`;

const isIn = ({ across, down }: CoverageArea, cell: Cell): boolean =>
  across.includes(cell.across) && down.includes(cell.down);
