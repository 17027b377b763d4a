import type { Outcome } from './extensions/definition.ts';
import { findTarget } from './extensions/registry.ts';
import type { TargetName } from './rule.ts';

/** How a target is coloured: what becomes of the packet, or how the rule calls a chain. */
export type TargetClass = Outcome | 'jump' | 'goto' | 'none';

/** The class of a rule's target; `isChain` tells which names are chains of the rule's table. */
export function targetClass(target: TargetName | undefined, isChain: (name: string) => boolean): TargetClass {
  if (!target) return 'none';
  if (target.how === 'goto' || isChain(target.name)) return target.how;
  return findTarget(target.name)?.outcome ?? 'other';
}
