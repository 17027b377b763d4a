import { findChain, type RuleId, type Ruleset } from '@sluice/netfilter';
import { rulesetOf } from '@sluice/testkit';
import { describe, expect, it } from 'vitest';
import { applySteps } from './apply.ts';
import { findCollisions, isUnsettled, collisionSides, takeSide, type CollisionSide } from './drift.ts';
import { rulesetAt } from './history.ts';
import { rebaseGroups } from './rebase.ts';
import { recogniseRules } from './recognise.ts';
import { stepsBetween } from './steps-between.ts';

const SSH = '-s 192.0.2.10/32 -p tcp -m tcp --dport 22 -j ACCEPT';
const SSH_WIDER = '-s 192.0.2.0/24 -p tcp -m tcp --dport 22 -j ACCEPT';
const SSH_DROP = '-s 192.0.2.10/32 -p tcp -m tcp --dport 22 -j DROP';
const LO = '-i lo -j ACCEPT';
const WEB = '-p tcp -m tcp --dport 443 -j ACCEPT';

const input = (...rules: readonly string[]): Ruleset =>
  rulesetOf(`*filter\n:INPUT DROP [0:0]\n${rules.map((rule) => `-A INPUT ${rule}\n`).join('')}COMMIT\n`, 'ipv4');

const texts = (ruleset: Ruleset) =>
  findChain(ruleset, { table: 'filter', chain: 'INPUT' })?.rules.map(({ text }) => text);

let made = 0;
const newId = () => `draft:${(made += 1)}` as RuleId;

/** What a draft that makes `mine` of the rules becomes when others make `theirs` of them. */
function drift(base: Ruleset, mine: Ruleset, theirs: Ruleset) {
  const steps = stepsBetween(base, recogniseRules(base, mine, newId));
  const before = rulesetAt(base, {
    groups: steps.map((step) => ({ label: 'edit', steps: [step] })),
    cursor: steps.length,
  });
  const { groups } = rebaseGroups(
    steps.map((step) => ({ label: 'edit', steps: [step] })),
    base,
    theirs,
  );
  const after = rulesetAt(theirs, { groups, cursor: groups.length });
  if (!before.ok || !after.ok) throw new Error('no such draft');
  const current = after.value;
  return { current, collisions: findCollisions({ base, current: before.value }, { base: theirs, current }) };
}

/** The chain when this side is taken of the only collision. */
function taken(base: Ruleset, mine: Ruleset, theirs: Ruleset, side: CollisionSide) {
  const { current, collisions } = drift(base, mine, theirs);
  const [collision] = collisions;
  if (!collision || collisions.length > 1) throw new Error(`${collisions.length} collisions`);
  const result = applySteps(current, takeSide(current, collision, side, newId));
  if (!result.ok) throw new Error(result.error.message);
  expect(isUnsettled(collision, result.value)).toBe(side === 'theirs');
  return texts(result.value);
}

describe('a draft under which the rules change', () => {
  it('loses nothing where others changed something else', () => {
    const { current, collisions } = drift(input(LO, SSH), input(LO, SSH_WIDER), input(LO, SSH, WEB));
    expect(collisions).toEqual([]);
    expect(texts(current)).toEqual([LO, SSH_WIDER, WEB]);
  });

  it('loses nothing where both put a rule at one place', () => {
    const { current, collisions } = drift(input(LO), input(LO, SSH), input(LO, WEB));
    expect(collisions).toEqual([]);
    expect(new Set(texts(current))).toEqual(new Set([LO, SSH, WEB]));
  });

  it.each<[CollisionSide, readonly string[]]>([
    ['mine', [LO, SSH_WIDER, WEB]],
    ['theirs', [LO, SSH_DROP, WEB]],
    ['both', [LO, SSH_WIDER, SSH_DROP, WEB]],
  ])('both changed one rule: with %s', (side, expected) => {
    expect(taken(input(LO, SSH, WEB), input(LO, SSH_WIDER, WEB), input(LO, SSH_DROP, WEB), side)).toEqual(expected);
  });

  it.each<[CollisionSide, readonly string[]]>([
    ['mine', [LO, SSH_WIDER, WEB]],
    ['theirs', [LO, WEB]],
  ])('they removed what we changed: with %s', (side, expected) => {
    expect(taken(input(LO, SSH, WEB), input(LO, SSH_WIDER, WEB), input(LO, WEB), side)).toEqual(expected);
  });

  it.each<[CollisionSide, readonly string[]]>([
    ['mine', [LO, WEB]],
    ['theirs', [LO, SSH_DROP, WEB]],
  ])('they changed what we removed: with %s', (side, expected) => {
    expect(taken(input(LO, SSH, WEB), input(LO, WEB), input(LO, SSH_DROP, WEB), side)).toEqual(expected);
  });

  it('offers both only where both have something', () => {
    const ref = { table: 'filter', chain: 'INPUT', above: [] } as const;
    expect(collisionSides({ ...ref, mine: [SSH], theirs: [WEB] })).toContain('both');
    expect(collisionSides({ ...ref, mine: [SSH], theirs: [] })).not.toContain('both');
    expect(collisionSides({ ...ref, mine: [], theirs: [WEB] })).not.toContain('both');
  });
});
