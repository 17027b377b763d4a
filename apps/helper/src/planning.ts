import { createHash } from 'node:crypto';
import { planChange } from '@sluice/draft';
import { parseSave, type SaveDocument } from '@sluice/iptables';
import type { Backend, Chain, Ruleset } from '@sluice/netfilter';
import type { AlienChain, FamilyPlan, FamilyReading, FamilyTarget } from '@sluice/protocol/helper';
import { HelperRefusal } from './failure.ts';

/** A target beside what the host holds now, and the plan that leads from one to the other. */
export interface PlannedTarget {
  readonly reading: FamilyReading;
  readonly live: Ruleset;
  readonly target: Ruleset;
  readonly plan: FamilyPlan;
}

/** The rules of a reading as a model. */
export function rulesetOf(reading: Pick<FamilyReading, 'text' | 'family'>): Ruleset {
  return parseSave(reading.text, { family: reading.family }).ruleset;
}

/**
 * Plans one family. Refuses with `staleBase` when the host's rules are not those that the target was made from, with
 * `unplannable` when there is no safe way to write the change, with `notWritable` when it touches a chain that iptables
 * cannot print, and with `stalePlan` when a plan was reviewed and this is another one.
 */
export function planTarget(reading: FamilyReading, wanted: FamilyTarget): PlannedTarget {
  const { family, backend, fingerprint } = reading;
  if (fingerprint !== wanted.base) {
    const message = `The ${family} rules on the host changed after the draft was made. Nothing was applied.`;
    throw new HelperRefusal('staleBase', message, { unchanged: true });
  }
  const document = parseSave(wanted.text, { family });
  const printed = parseSave(reading.text, { family });
  refuseUnreadable(document, printed);
  const live = printed.ruleset;
  refuseAliens(live, document.ruleset, reading.aliens);
  const input = planInput(live, document.ruleset, backend);
  if (reading.encoding === 'latin1' && /[\u0100-\u{10ffff}]/u.test(input)) {
    throw unplannable(
      'The rules on the host are not UTF-8, and the change holds letters that cannot stand beside them.',
    );
  }
  const plan: FamilyPlan = { family, backend, input, planHash: planHashOf(input) };
  if (wanted.planHash !== undefined && wanted.planHash !== plan.planHash) {
    const message = `The ${family} plan is not the one that was reviewed. Nothing was applied.`;
    throw new HelperRefusal('stalePlan', message, { unchanged: true });
  }
  return { reading, live, target: document.ruleset, plan };
}

/** The restore input from one ruleset to another, or a refusal. */
export function planInput(before: Ruleset, after: Ruleset, backend: Backend): string {
  const plan = planChange(before, after, { backend });
  if (!plan.ok) throw unplannable(plan.error.message);
  return plan.value.input;
}

/**
 * Names what was reviewed: SHA-256 (hex) of the restore input with every `[packets:bytes]` at zero, because counters
 * move between review and apply while the plan stays the same.
 */
export function planHashOf(input: string): string {
  const still = input.replaceAll(/^\[\d+:\d+\] |(?<=^:[^\n]*)\[\d+:\d+\]$/gm, '[0:0]');
  return createHash('sha256').update(still).digest('hex');
}

function unplannable(message: string): HelperRefusal {
  return new HelperRefusal('unplannable', `${message} Nothing was applied.`, { unchanged: true });
}

/** What is wrong with the form of the target, and not with what the host itself printed. */
function refuseUnreadable(wanted: SaveDocument, printed: SaveDocument): void {
  const known = new Set(printed.diagnostics.map((diagnostic) => diagnostic.message));
  const broken = wanted.diagnostics.find(({ severity, message }) => severity === 'error' && !known.has(message));
  if (broken) throw unplannable(`Line ${broken.line} of the ${wanted.family} rules cannot be read: ${broken.message}`);
}

function refuseAliens(live: Ruleset, target: Ruleset, aliens: readonly AlienChain[]): void {
  for (const alien of aliens) {
    const before = chainsOf(live, alien);
    const after = chainsOf(target, alien);
    const same = before.length === after.length && before.every((chain, at) => sameChain(chain, after[at] as Chain));
    if (same) continue;
    const message = `${alien.table} ${alien.chain} is read-only. ${alien.reason} Nothing was applied.`;
    throw new HelperRefusal('notWritable', message, { unchanged: true });
  }
}

/** The chain that is meant, or all of its table (`*`). */
function chainsOf(ruleset: Ruleset, alien: AlienChain): readonly Chain[] {
  const chains = ruleset.tables.find((table) => table.name === alien.table)?.chains ?? [];
  return alien.chain === '*' ? chains : chains.filter((chain) => chain.name === alien.chain);
}

function sameChain(a: Chain, b: Chain): boolean {
  return (
    a.name === b.name &&
    a.policy === b.policy &&
    a.rules.length === b.rules.length &&
    a.rules.every((rule, at) => rule.text === b.rules[at]?.text)
  );
}

/** The ruleset with every chain replaced by what `change` makes of it. */
export function mapChains(ruleset: Ruleset, change: (chain: Chain, table: string) => Chain): Ruleset {
  const tables = ruleset.tables.map((table) => ({
    ...table,
    chains: table.chains.map((chain) => change(chain, table.name)),
  }));
  return { ...ruleset, tables };
}

/** The chains of a ruleset by table and name; a large one has 20,000. */
export interface ChainIndex {
  get(table: string, chain: string): Chain | undefined;
}

/** An index of a ruleset's chains. */
export function indexChains(ruleset: Ruleset): ChainIndex {
  const tables = new Map(
    ruleset.tables.map((table) => [table.name as string, new Map(table.chains.map((chain) => [chain.name, chain]))]),
  );
  return { get: (table, chain) => tables.get(table)?.get(chain) };
}
