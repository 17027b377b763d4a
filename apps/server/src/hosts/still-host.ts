import { createHash } from 'node:crypto';
import { planChange, planSets } from '@sluice/draft';
import { canonicalText, parseSave } from '@sluice/iptables';
import { ok, type Family } from '@sluice/netfilter';
import type { Host, HostConnections, HostSets, Snapshot } from '@sluice/protocol';
import type { DryRunProblem, DryRunReport, FamilyPlan, SetsReport, SetsTarget } from '@sluice/protocol/helper';
import { refusal, type Answer } from '../answers.ts';
import type { HostService, HostWish } from './host-service.ts';

/** Rules without a host: an example, or a file that a person opened. */
export interface StillRules {
  readonly kind: 'gallery' | 'file';
  readonly id: string;
  readonly name: string;
  readonly about: string;
  readonly texts: readonly { readonly family: Family; readonly text: string }[];
}

/** A host that is only its rules: drafts and plans work, there is nothing to apply them to. */
export function createStillHost(config: StillRules): HostService {
  const takenAt = Date.now();
  const snapshots = new Map<Family, Snapshot>(
    config.texts.map(({ family, text }) => [family, snapshotOf(family, text, takenAt)]),
  );

  function describe(): Host {
    return {
      id: config.id,
      name: config.name,
      kind: config.kind,
      about: config.about,
      locked: false,
      state: 'up',
      trouble: null,
      down: null,
      families: [...snapshots.values()].map(({ family, backend, otherBackendHasRules, fingerprint }) => ({
        family,
        backend,
        otherBackendHasRules,
        fingerprint,
      })),
      version: '',
    };
  }

  async function snapshot(family: Family): Promise<Answer<Snapshot>> {
    const found = snapshots.get(family);
    return found ? ok(found) : noSuchFamily(family);
  }

  async function sets(): Promise<Answer<HostSets>> {
    return ok({ takenAt, text: '', absent: 'There is no host behind these rules, so no sets can be read.' });
  }

  async function connections(): Promise<Answer<HostConnections>> {
    const absent = 'There is no host behind these rules, so nothing is connected to it.';
    return ok({ takenAt, cost: 0, text: '', total: 0, most: null, routes: [], absent });
  }

  async function dryRun({ targets, sets: wanted }: HostWish): Promise<Answer<DryRunReport>> {
    const started = performance.now();
    const plans: FamilyPlan[] = [];
    const problems: DryRunProblem[] = [];
    for (const { family, text } of targets) {
      const before = snapshots.get(family);
      if (!before) return noSuchFamily(family);
      const plan = planChange(parseSave(before.text, { family }).ruleset, parseSave(text, { family }).ruleset);
      if (plan.ok) plans.push({ family, backend: 'nft', input: plan.value.input, planHash: sha256(plan.value.input) });
      else problems.push({ family, code: 'unplannable', message: plan.error.message });
    }
    const warnings = ['There is no kernel behind these rules: the plan was computed, not tried out.'];
    return ok({
      plans,
      ...(wanted && { sets: planned(wanted) }),
      problems,
      warnings,
      took: Math.round(performance.now() - started),
    });
  }

  return {
    id: config.id,
    describe,
    snapshot,
    sets,
    connections,
    translate: async () => ok({ absent: 'There is no host behind these rules whose tools could be asked.' }),
    dryRun,
    changes: null,
    setWatched: doNothing,
    reconnect: doNothing,
    close: doNothing,
  };
}

/** There is nobody to watch, to reach or to leave. */
function doNothing(): void {}

function planned({ edits }: SetsTarget): SetsReport {
  const { before, after } = planSets(edits);
  return { plan: { before, after, planHash: sha256(`${before}\n${after}`) } };
}

/** The answer where a host lacks the family that was asked for. */
export function noSuchFamily(family: Family): Answer<never> {
  return refusal('notFound', `This host has no ${family === 'ipv6' ? 'IPv6' : 'IPv4'} rules.`);
}

function snapshotOf(family: Family, text: string, takenAt: number): Snapshot {
  return {
    family,
    backend: 'nft',
    otherBackendHasRules: false,
    fingerprint: sha256(canonicalText(parseSave(text, { family }).ruleset)),
    text,
    takenAt,
    aliens: [],
    interfaces: [],
  };
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
