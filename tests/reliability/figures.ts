import type { Figure } from '@sluice/testkit';

const TITLES: Readonly<Record<Figure['what'], string>> = {
  kills: 'random kills of web server, helper and guard, at random points of applies',
  rivals: 'applies beside four rivals who add, delete, replace and flush',
  pairs: 'pairs of rulesets: the plan makes the one of the other, its inverse takes it back',
};

/** The sums of all pieces, as a table. A piece in which something did not hold is a failed test, and is not kept. */
export function describeFigures(figures: readonly Figure[]): string {
  const rows = (['kills', 'rivals', 'pairs'] as const).flatMap((what) =>
    (['nft', 'legacy'] as const).flatMap((backend) => {
      const own = figures.filter((figure) => figure.what === what && figure.backend === backend);
      return own.length === 0 ? [] : [rowOf(own)];
    }),
  );
  return ['| what | backend | runs | seen | seeds |', '|---|---|---|---|---|', ...rows].join('\n');
}

function rowOf(figures: readonly Figure[]): string {
  const sum = (of: (figure: Figure) => number): string =>
    figures.reduce((total, figure) => total + of(figure), 0).toLocaleString('en');
  const names = [...new Set(figures.flatMap(({ counts }) => Object.keys(counts)))];
  const seen = names.map((name) => `${sum(({ counts }) => counts[name] ?? 0)} ${name}`).join(', ');
  const [{ what, backend } = { what: 'kills', backend: 'nft' } as const] = figures;
  return `| ${TITLES[what]} | ${backend} | ${sum(({ runs }) => runs)} | ${seen} | ${figures.map(({ seed }) => seed).join(', ')} |`;
}
