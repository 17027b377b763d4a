import { applyStep, diffRulesets } from '@sluice/draft';
import { parseSave } from '@sluice/iptables';
import type { RuleId, Ruleset } from '@sluice/netfilter';
import { expect, it } from 'vitest';
import { keepIdentity, keepNamed } from '../projection/keep-identity.ts';
import { layoutMap } from '../projection/layout.ts';
import { MOCKUP } from '../projection/mockup-rules.ts';
import { projectMap } from '../projection/project-map.ts';
import { FlowElements } from './flow-nodes.ts';

const base = parseSave(MOCKUP, { family: 'ipv4' }).ruleset;
const modelOf = (current: Ruleset) =>
  projectMap({
    current,
    base,
    diff: diffRulesets(base, current),
    backend: 'nft',
    interfaces: [],
    aliens: [],
    scroll: new Map(),
    unfolded: { opened: new Set(), kept: null },
    opened: new Set(),
  });

it('gives React Flow the same node as before for everything that an edit leaves alone', () => {
  const elements = new FlowElements();
  const first = modelOf(base);
  const layout = layoutMap(first);
  const before = elements.nodes(first, layout, null);
  const step = applyStep(base, {
    type: 'insertRule',
    table: 'filter',
    chain: 'f2b-sshd',
    after: null,
    id: 'n' as RuleId,
    text: '-j LOG',
  });
  if (!step.ok) throw new Error('not done');
  const fresh = modelOf(step.value);
  const second = {
    ...fresh,
    stations: keepNamed(first.stations, fresh.stations, ({ hook }) => hook),
    chains: keepNamed(first.chains, fresh.chains, ({ id }) => id),
    interfaces: keepIdentity(first.interfaces, fresh.interfaces),
  };
  const after = elements.nodes(second, keepIdentity(layout, layoutMap(second)), null);
  const changed = after.filter((node) => !before.includes(node)).map(({ id }) => id);
  // Only the chain that grew, and what stands below it.
  expect(changed).toContain('filter/f2b-sshd');
  expect(changed).not.toContain('filter/INPUT');
  expect(changed).not.toContain('station INPUT');
});

it('gives each called chain to the card that calls it first', () => {
  const model = modelOf(base);
  const nodes = new FlowElements().nodes(model, layoutMap(model), null);
  const owned = nodes.flatMap(({ id, data }) => ('calls' in data ? data.calls.map((chain) => [id, chain]) : []));
  expect(owned).toEqual([
    ['nat/PREROUTING', 'nat/KUBE-SERVICES'],
    ['filter/INPUT', 'filter/f2b-sshd'],
    ['filter/FORWARD', 'filter/DOCKER-USER'],
  ]);
});

it('knows the size and the handles of every node before it is drawn', () => {
  const model = modelOf(base);
  for (const node of new FlowElements().nodes(model, layoutMap(model), null)) {
    expect(node.measured).toEqual({ width: node.width, height: node.height });
    expect(node.handles).toBeDefined();
  }
});
