import { readFileSync } from 'node:fs';
import {
  findMatch,
  findTarget,
  hooksOf,
  isTableName,
  jumpRefusal,
  placementRefusal,
  rulePlacementRefusal,
  TABLES,
  type Backend,
  type Hook,
  type Ruleset,
} from '@sluice/netfilter';
import { corpus } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { parseSave } from './save-parser.ts';
import { readSpec } from './rule-node.ts';

const found = corpus();
// oxlint-disable-next-line no-console -- a skip is said aloud
if (!found) console.warn('skipped: the corpus is not on this machine (SLUICE_SHARED)');

/** One line of the matrix: the words, and `table:hooks` where each backend takes them. */
interface Row {
  readonly words: string;
  readonly nft: string;
  readonly legacy: string;
}

function readMatrix(): Row[] {
  const text = found ? readFileSync(found.path('placement-matrix.txt'), 'utf8') : '';
  const [matrix = ''] = text.split('--- restricted');
  const rows: Row[] = [];
  for (const line of matrix.split('\n')) {
    const [, words = '', backend, places = ''] = /^(.*?)\s+(both|nft|leg): (.*?)(?:\s+\[err.*)?$/.exec(line) ?? [];
    const last = rows.at(-1);
    if (backend === 'both' || backend === 'nft') rows.push({ words: words.trim(), nft: places, legacy: places });
    else if (backend === 'leg' && last) rows[rows.length - 1] = { ...last, legacy: places };
  }
  return rows.filter(({ nft }) => !nft.startsWith('NONE'));
}

function isAllowed(places: string, table: string, hook: Hook): boolean {
  if (places === 'ALL') return true;
  const own = places.split('; ').find((each) => each.startsWith(`${table}:`));
  const hooks = own?.split(':')[1]?.split(',') ?? [];
  return hooks.includes('*') || hooks.includes(hook.slice(0, 4));
}

describe.skipIf(!found)('where rules may stand, as both kernels backends answered', () => {
  const rows = readMatrix().filter(({ words }) => {
    const { matches, target } = readSpec(words);
    return matches.every(({ module }) => findMatch(module)) && (!target || findTarget(target.name));
  });

  it('covers the modules that we describe', () => {
    expect(rows.length).toBeGreaterThan(25);
  });

  it.each(rows)('$words', ({ words, nft, legacy }) => {
    for (const [backend, places] of [
      ['nft', nft],
      ['legacy', legacy],
    ] as [Backend, string][]) {
      for (const table of TABLES) {
        for (const hook of hooksOf(table)) {
          const refusal = placementRefusal(readSpec(words), { table, hooks: [hook], backend, direct: true });
          expect([backend, table, hook, refusal === null]).toEqual([
            backend,
            table,
            hook,
            isAllowed(places, table, hook),
          ]);
        }
      }
    }
  });
});

const chains = (table: string, names: string): string =>
  `*${table}\n${names
    .split(' ')
    .map((name) => `:${name} - [0:0]\n`)
    .join('')}`;
const ruleset = (text: string): Ruleset => parseSave(text, { family: 'ipv4' }).ruleset;

const refusal = (text: string, from: string, callee: string, backend: Backend = 'nft') => {
  const [table = '', chain = ''] = from.split('/');
  if (!isTableName(table)) throw new Error(table);
  return jumpRefusal(ruleset(text), { table, chain }, callee, { how: 'jump', backend });
};

describe('calls that cannot be', () => {
  it.each([
    [
      'a chain of another table',
      `${chains('filter', 'INPUT')}COMMIT\n${chains('nat', 'a')}COMMIT\n`,
      { code: 'otherTable', tables: ['nat'] },
    ],
    ['a chain that is not there', `${chains('filter', 'INPUT')}COMMIT\n`, { code: 'missing' }],
    ['a loop', `${chains('filter', 'INPUT a b')}-A a -j b\n-A b -g INPUT2\nCOMMIT\n`, null],
  ])('%s', (_name, text, wanted) => {
    const result = refusal(text, 'filter/INPUT', 'a');
    if (wanted === null) expect(result).toBeNull();
    else expect(result).toMatchObject(wanted);
  });

  it('refuses a loop with its path, by jump or goto', () => {
    const text = `${chains('filter', 'INPUT a b c')}-A a -j b\n-A b -g c\nCOMMIT\n`;
    expect(refusal(text, 'filter/c', 'a')).toEqual({ code: 'loop', path: ['c', 'a', 'b', 'c'] });
    expect(refusal(text, 'filter/a', 'a')).toEqual({ code: 'loop', path: ['a', 'a'] });
    expect(refusal(text, 'filter/a', 'c')).toBeNull();
  });

  it('refuses built-in chains', () => {
    expect(refusal(`${chains('filter', 'INPUT OUTPUT')}COMMIT\n`, 'filter/INPUT', 'OUTPUT')).toMatchObject({
      code: 'builtin',
    });
  });

  it('refuses the 16th user-defined chain below a built-in one on nft, above and below the call counted', () => {
    const names = Array.from({ length: 16 }, (_, at) => `c${at}`);
    const calls = (leaving: number): string =>
      names
        .slice(1)
        .map((name, at) => (at === leaving ? '' : `-A c${at} -j ${name}\n`))
        .join('');
    const text = `${chains('filter', `INPUT ${names.join(' ')}`)}-A INPUT -j c0\n${calls(7)}COMMIT\n`;
    expect(refusal(text, 'filter/c7', 'c8')).toMatchObject({ code: 'tooDeep', most: 15 });
    expect(refusal(text, 'filter/c7', 'c8', 'legacy')).toBeNull();
    expect(refusal(text, 'filter/c7', 'c9')).toBeNull();
    expect(refusal(text.replace('-A INPUT -j c0\n', ''), 'filter/c7', 'c8')).toBeNull();
  });

  it('refuses to reach a rule from a hook where it cannot stand, through other chains', () => {
    const text = `${chains('nat', 'PREROUTING POSTROUTING a b')}-A a -j b\n-A b -j MASQUERADE\nCOMMIT\n`;
    expect(refusal(text, 'nat/PREROUTING', 'a')).toMatchObject({
      code: 'placement',
      what: '-j MASQUERADE',
      hooks: ['PREROUTING'],
      chain: 'b',
      path: ['PREROUTING', 'a', 'b'],
    });
    expect(refusal(text, 'nat/POSTROUTING', 'a')).toBeNull();
  });

  it('allows -i and -o in user-defined chains, wherever they are reached from', () => {
    const text = `${chains('filter', 'INPUT OUTPUT a')}-A a -o eth0 -j DROP\n-A OUTPUT -j a\nCOMMIT\n`;
    expect(refusal(text, 'filter/INPUT', 'a')).toBeNull();
    const spec = readSpec('-o eth0');
    expect(rulePlacementRefusal(ruleset(text), spec, { table: 'filter', chain: 'INPUT' })?.what).toBe('-o');
    expect(rulePlacementRefusal(ruleset(text), spec, { table: 'filter', chain: 'a' })).toBeNull();
  });
});
