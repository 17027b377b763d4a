import { existsSync, readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { textFault } from '@sluice/draft';
import { parseSave, printRuleset } from '@sluice/iptables';
import { FAMILIES, ownerOfChain, setUses, type Family, type Owner, type Ruleset } from '@sluice/netfilter';
import type { BootKeeping } from '@sluice/protocol/helper';
import { digestOf, type ChangeStore } from './change-store.ts';
import type { ChangeRecord, FamilyRecord } from './change-state.ts';
import { writeDurably } from './durable.ts';
import { failureOf } from './failure.ts';
import type { Reader } from './reading.ts';
import { readVersion } from './tools.ts';

/** Where the distribution loads each family's rules from when the machine starts. */
export type BootFiles = Readonly<Record<Family, string>>;

/** What has been written there, by family. */
interface Kept {
  readonly [family: string]: { readonly change: string; readonly digest: string } | undefined;
}

/** The change whose rules are the newest confirmed ones of a family. */
interface Newest {
  readonly record: ChangeRecord;
  readonly family: FamilyRecord;
}

/**
 * Writes rules where the machine loads them from at its start: those that somebody confirmed, and no others. What cannot
 * be written is said, and tried again; the confirmation stands.
 */
export class BootRules {
  readonly #files: BootFiles;
  readonly #store: ChangeStore;
  readonly #path: string;
  #state: BootKeeping | null = null;

  constructor(files: BootFiles, store: ChangeStore, stateDirectory: string) {
    this.#files = files;
    this.#store = store;
    this.#path = join(stateDirectory, 'boot.json');
    // What was confirmed before anybody asked for this is not written now: it may be long out of date.
    if (!existsSync(this.#path)) for (const newest of this.#newest()) this.#note(newest, '');
  }

  /** How it stands; null when nothing had to be written yet. */
  get state(): BootKeeping | null {
    return this.#state;
  }

  /** Whether something confirmed is still to be written. */
  isBehind(): boolean {
    return this.#newest().some((newest) => !this.#isKept(newest));
  }

  /** Writes what was confirmed since it was last written. */
  async catchUp(reader: Reader): Promise<void> {
    for (const newest of this.#newest()) {
      if (this.#isKept(newest)) continue;
      const path = this.#files[newest.family.family];
      try {
        this.#state = await this.#keep(newest, reader);
      } catch (thrown) {
        this.#state = { state: 'failed', detail: `${path} could not be written: ${failureOf(thrown).message}` };
      }
    }
  }

  async #keep(newest: Newest, reader: Reader): Promise<BootKeeping> {
    const { record, family } = newest;
    const { ruleset } = parseSave(this.#store.text(record.id, family, 'made'), { family: family.family });
    const refusal = refusalOf(ruleset) ?? (await refusalOnHost(family, reader));
    if (refusal !== null) {
      this.#note(newest, '');
      return { state: 'refused', detail: `${refusal} The machine starts with the rules that it started with before.` };
    }
    const named = this.#files[family.family];
    const path = existsSync(named) ? realpathSync(named) : named;
    const bytes = Buffer.from(printRuleset(ruleset, { counters: false }), family.encoding);
    this.#saveForeign(path, family.family);
    writeDurably(path, bytes);
    this.#note(newest, digestOf(bytes.toString('latin1'), 'latin1'));
    return { state: 'kept', detail: `The machine starts with the confirmed rules; they are in ${named}.` };
  }

  /** What somebody else wrote there is kept beside, once. */
  #saveForeign(path: string, family: Family): void {
    const beside = `${path}.before-sluice`;
    if (!existsSync(path) || existsSync(beside)) return;
    const found = readFileSync(path);
    if (digestOf(found.toString('latin1'), 'latin1') !== this.#kept()[family]?.digest) writeDurably(beside, found);
  }

  #newest(): readonly Newest[] {
    const records = this.#store.ids().flatMap((id) => this.#store.read(id) ?? []);
    const confirmed = records.filter(({ state }) => state === 'confirmed');
    return FAMILIES.flatMap((name) => {
      for (const record of confirmed) {
        const family = record.families.find((one) => one.family === name);
        if (family) return [{ record, family }];
      }
      return [];
    });
  }

  #isKept({ record, family }: Newest): boolean {
    return this.#kept()[family.family]?.change === record.id;
  }

  #kept(): Kept {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8')) as Kept;
    } catch {
      return {};
    }
  }

  #note({ record, family }: Newest, digest: string): void {
    const kept: Kept = { ...this.#kept(), [family.family]: { change: record.id, digest } };
    writeDurably(this.#path, JSON.stringify(kept));
  }
}

/** Why these rules are not for a file that a tool reads at the start. */
function refusalOf(ruleset: Ruleset): string | null {
  const chains = ruleset.tables.flatMap((table) => table.chains);
  const owner = chains.map(({ name }) => ownerOfChain(name)).find((found): found is Owner => found !== null);
  if (owner)
    return `${owner.name} keeps rules of its own here and makes them itself, so that nothing is kept for the next start.`;
  const set = setUses(ruleset)[0]?.set;
  if (set !== undefined) {
    return `A rule names the set ${set}, and what is read at the start holds no sets: all rules would be refused then.`;
  }
  const faults = chains.flatMap(({ rules }) => rules.flatMap(({ text }) => textFault(text, ruleset.family) ?? []));
  return faults[0] ? `A rule cannot be written to a file. ${faults[0].reason}` : null;
}

async function refusalOnHost({ family, backend }: FamilyRecord, reader: Reader): Promise<string | null> {
  const { usual } = await readVersion();
  if (usual !== backend)
    return `The rules are in ${backend}, and the machine’s iptables-restore would put them into ${usual}.`;
  const { aliens } = await reader.readStrictly(family);
  return aliens.length > 0 ? 'The tables hold native nftables rules, which such a file cannot hold.' : null;
}

/** Where this machine's distribution keeps rules for its start; null where it does not. `root` is the file system. */
export function findBootFiles(root = '/'): BootFiles | null {
  const [debian, redhat] = [join(root, 'etc/iptables'), join(root, 'etc/sysconfig')];
  if (['usr/sbin/netfilter-persistent', 'sbin/netfilter-persistent'].some((path) => existsSync(join(root, path)))) {
    return { ipv4: join(debian, 'rules.v4'), ipv6: join(debian, 'rules.v6') };
  }
  if (existsSync(join(root, 'usr/libexec/iptables/iptables.init'))) {
    return { ipv4: join(redhat, 'iptables'), ipv6: join(redhat, 'ip6tables') };
  }
  return null;
}
