import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { FAMILIES, type Backend, type Family } from '@sluice/netfilter';
import type { AlienChain, CounterSample, FamilyReading, HostReading } from '@sluice/protocol/helper';
import { readAliens } from './aliens.ts';
import { wallTime } from './clock.ts';
import { HelperRefusal } from './failure.ts';
import { resolveProgram } from './programs.ts';
import { fingerprintOf } from './save-scan.ts';
import {
  hasBackend,
  hasFamily,
  legacyTables,
  readSave,
  readVersion,
  type SaveOutput,
  type ToolVersion,
} from './tools.ts';

/** Above this many rules nft's listing costs seconds, and is asked for only before something is written. */
const ALIENS_UP_TO = 20_000;
/** A native rule can be changed without the printed text changing with it; so an answer does not hold for ever. */
const ALIENS_HOLD = 10_000;

/** Reads the rules of the host (that is: of the network namespace that the helper is in). */
export interface Reader {
  /** Everything, for people. */
  readHost(): Promise<HostReading>;
  /** One family now; native expressions are looked for in every case, however long it takes. */
  readStrictly(family: Family): Promise<FamilyReading>;
  /** One family now, without looking for native expressions. */
  readQuickly(family: Family): Promise<FamilyReading>;
  /** The counters alone. */
  sample(family: Family): Promise<CounterSample>;
  /** The families of this host. */
  families(): readonly Family[];
}

/** How the reader shall choose between the backends. */
export interface ReaderOptions {
  /** Left out: the backend that holds rules. */
  readonly backend?: Backend | undefined;
}

/** A reader. It remembers which backend holds the rules and what nft said of a fingerprint, and nothing else. */
export function createReader(options: ReaderOptions = {}): Reader {
  return new HostReader(options.backend);
}

interface Chosen {
  readonly backend: Backend;
  readonly other: boolean;
  readonly output: SaveOutput;
}

/** What was found when the backends were last looked at. */
interface Known extends Pick<Chosen, 'backend' | 'other'> {
  readonly legacyTables: string;
  /** Until when it is believed, by `performance.now`. */
  readonly until: number;
}

/**
 * Rules that come to the other backend change nothing in this one's text, and not always the list of its tables. So it is
 * looked at again: seldom, and more seldom where looking is dear.
 */
const OTHER_HOLDS = { least: 5000, costs: 20 } as const;

class HostReader implements Reader {
  readonly #forced: Backend | undefined;
  readonly #aliens = new Map<Family, { fingerprint: string; at: number; aliens: readonly AlienChain[] }>();
  readonly #backends = new Map<Family, Known>();
  #version: ToolVersion | undefined;

  constructor(forced: Backend | undefined) {
    this.#forced = forced;
  }

  families(): readonly Family[] {
    return FAMILIES.filter(hasFamily);
  }

  async readHost(): Promise<HostReading> {
    const { version } = await this.#tools();
    const families = await Promise.all(this.families().map((family) => this.#read(family, 'usual')));
    return { takenAt: wallTime(), version, families, interfaces: interfaceNames() };
  }

  readStrictly(family: Family): Promise<FamilyReading> {
    return this.#read(family, 'strict');
  }

  readQuickly(family: Family): Promise<FamilyReading> {
    return this.#read(family, 'none');
  }

  async sample(family: Family): Promise<CounterSample> {
    const started = performance.now();
    const known = this.#known(family);
    const takenAt = wallTime();
    const { other, output } = known
      ? { other: known.other, output: await readSave(family, known.backend) }
      : await this.#choose(family);
    const { structure, values } = output.scan;
    const cost = performance.now() - started;
    return { family, otherBackendHasRules: other, fingerprint: fingerprintOf(structure), takenAt, cost, values };
  }

  async #read(family: Family, aliens: 'usual' | 'strict' | 'none'): Promise<FamilyReading> {
    if (!hasFamily(family)) throw new HelperRefusal('unavailable', `This host has no ${family}.`, { unchanged: true });
    const { backend, other, output } = await this.#choose(family);
    const { bytes, scan } = output;
    const encoding = isUtf8(bytes) ? 'utf8' : 'latin1';
    const fingerprint = fingerprintOf(scan.structure);
    return {
      family,
      backend,
      otherBackendHasRules: other,
      text: bytes.toString(encoding),
      encoding,
      fingerprint,
      aliens:
        aliens === 'none' || backend === 'legacy' || (aliens === 'usual' && scan.rules > ALIENS_UP_TO)
          ? []
          : await this.#aliensOf(family, fingerprint, { strict: aliens === 'strict', found: scan.incompatible }),
    };
  }

  async #aliensOf(
    family: Family,
    fingerprint: string,
    { strict, found }: { readonly strict: boolean; readonly found: readonly string[] },
  ): Promise<readonly AlienChain[]> {
    const known = this.#aliens.get(family);
    const now = performance.now();
    if (!strict && known && known.fingerprint === fingerprint && now - known.at < ALIENS_HOLD) return known.aliens;
    if (!resolveProgram('nft').found) return [];
    const aliens = await readAliens(family, found);
    this.#aliens.set(family, { fingerprint, at: now, aliens });
    return aliens;
  }

  /** The backend that holds rules; where both or none do, the one that plain `iptables` is. */
  async #choose(family: Family): Promise<Chosen> {
    const { usual } = await this.#tools();
    const started = performance.now();
    const nft = hasBackend('nft') ? await readSave(family, 'nft') : undefined;
    const legacyHolds = hasBackend('legacy') && legacyTables(family).length > 0;
    const legacy = legacyHolds ? await readSave(family, 'legacy') : undefined;
    const holds = { nft: nft !== undefined && holdsRules(nft), legacy: legacy !== undefined && holdsRules(legacy) };
    const backend = this.#forced ?? (holds.nft === holds.legacy ? usual : holds.nft ? 'nft' : 'legacy');
    const other = backend === 'nft' ? holds.legacy : holds.nft;
    const now = performance.now();
    const until = now + Math.max(OTHER_HOLDS.least, (now - started) * OTHER_HOLDS.costs);
    this.#backends.set(family, { backend, other, legacyTables: legacyTables(family).join(), until });
    const output = backend === 'nft' ? nft : (legacy ?? NOTHING);
    if (!output) throw new HelperRefusal('unavailable', `iptables-${backend} is not installed.`, { unchanged: true });
    return { backend, other, output };
  }

  /** Which backend to count, where that needs no other look; where there can be no other, none ever. */
  #known(family: Family): Known | undefined {
    const known = this.#backends.get(family);
    if (known?.legacyTables !== legacyTables(family).join()) return undefined;
    const isAlone = known.backend === 'nft' ? known.legacyTables === '' : !hasBackend('nft');
    return isAlone || performance.now() < known.until ? known : undefined;
  }

  async #tools(): Promise<ToolVersion> {
    return (this.#version ??= await readVersion());
  }
}

const EMPTY: SaveOutput['scan'] = {
  structure: Buffer.alloc(0),
  values: '',
  counters: 0,
  rules: 0,
  tables: [],
  holdsRules: false,
  incompatible: [],
  whole: true,
};
/** What legacy holds before anything was put there; asking its tool would create tables. */
const NOTHING: SaveOutput = { bytes: Buffer.alloc(0), scan: EMPTY, took: 0 };

function holdsRules({ scan }: SaveOutput): boolean {
  return scan.holdsRules || scan.incompatible.length > 0;
}

/** Names of the network interfaces in this namespace (/sys may show another one's). */
export function interfaceNames(): readonly string[] {
  return readFileSync('/proc/self/net/dev', 'latin1')
    .split('\n')
    .slice(2)
    .flatMap((line) => line.split(':', 1))
    .map((name) => name.trim())
    .filter((name) => name !== '');
}
