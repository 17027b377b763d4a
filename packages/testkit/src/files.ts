import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Family } from '@sluice/netfilter';

const REPOSITORY = resolve(import.meta.dirname, '../../..');

/** One save file of the corpus or the gallery. */
export interface SaveFile {
  /** Its name without `.v4.save` or `.v6.save`. */
  readonly name: string;
  readonly family: Family;
  readonly text: string;
}

/** Other people's rulesets, for tests only. */
export interface Corpus {
  /** The whole path of a file of the corpus. */
  path(name: string): string;
  /** Every ruleset of `dumps/`, as found. */
  dumps(): readonly SaveFile[];
}

/** The corpus, where this machine has it (`SLUICE_SHARED`, or `shared` beside the repository). Tests that need it skip aloud. */
export function corpus(): Corpus | undefined {
  const root = join(process.env['SLUICE_SHARED'] ?? resolve(REPOSITORY, '../shared'), 'corpus');
  if (!existsSync(join(root, 'dumps'))) return undefined;
  return { path: (name) => join(root, name), dumps: () => saveFiles(join(root, 'dumps')) };
}

/** One ruleset of examples/. */
export interface Example {
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly saves: readonly SaveFile[];
}

/** The gallery: every folder of examples/ with what its README says of itself. */
export function gallery(): readonly Example[] {
  const root = join(REPOSITORY, 'examples');
  return readdirSync(root, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => readExample(root, entry.name))
    .toSorted((a, b) => a.name.localeCompare(b.name));
}

function readExample(root: string, name: string): Example {
  const folder = join(root, name);
  const readme = readFileSync(join(folder, 'README.md'), 'utf8');
  const entry = (key: string): string => new RegExp(`^${key}: (.+)$`, 'm').exec(readme)?.[1] ?? '';
  return {
    name,
    title: entry('title'),
    summary: entry('summary'),
    saves: saveFiles(folder).map((save) => ({ ...save, name })),
  };
}

function saveFiles(folder: string): readonly SaveFile[] {
  return readdirSync(folder)
    .toSorted()
    .flatMap((file) => {
      const [, name, version] = /^(.+)\.v([46])\.save$/.exec(file) ?? [];
      if (name === undefined) return [];
      return [{ name, family: version === '4' ? 'ipv4' : 'ipv6', text: readFileSync(join(folder, file), 'utf8') }];
    });
}
