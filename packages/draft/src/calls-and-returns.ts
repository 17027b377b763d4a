import type { RuleSpec } from '@sluice/netfilter';

/** A rule that calls a chain for every packet. */
export function callTo(chain: string): RuleSpec {
  return { matches: [], target: { how: 'jump', name: chain, options: [] } };
}

/** Whether the rule ends its chain and leads back to the caller, or to the policy. */
export function isReturn({ target }: RuleSpec): boolean {
  return target?.how === 'jump' && target.name === 'RETURN';
}

/** Whether the rule goes to a chain from which packets do not come back here. */
export function isGoto({ target }: RuleSpec): boolean {
  return target?.how === 'goto';
}

/** Whether every packet matches; a comment is no condition. */
export function matchesAll(spec: RuleSpec): boolean {
  const { source, destination, inInterface, outInterface, protocol, fragment, matches } = spec;
  const tested = source ?? destination ?? inInterface ?? outInterface ?? protocol ?? fragment;
  return tested === undefined && matches.every(({ module }) => module === 'comment');
}
