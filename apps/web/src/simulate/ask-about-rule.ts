import type { RuleRef } from '@sluice/draft';
import { findRule, findTable, isHook, reachableFrom } from '@sluice/netfilter';
import { useSimulation } from '../state/simulation.ts';
import { useWorkspace } from '../state/workspace.ts';
import { packetOfRule } from './packet-of-rule.ts';

/** Asks what a packet that this rule is about would meet, from the first hook at which it comes to the rule's chain. */
export function askAboutRule({ table: name, chain, id }: RuleRef): void {
  const { current } = useWorkspace.getState();
  const found = current && findRule(current, id);
  const table = current && findTable(current, name);
  if (!found || !table) return;
  const hook = isHook(chain) ? chain : [...(reachableFrom(table).get(chain) ?? [])][0];
  useSimulation.getState().ask(packetOfRule(found.rule.spec, hook ?? 'INPUT'));
}
