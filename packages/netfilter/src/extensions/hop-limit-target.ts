import type { Family } from '../family.ts';
import { defineTarget, type OptionDefinition, type TargetDefinition } from './definition.ts';
import { number } from './kinds/number.ts';

function hopTarget(name: string, family: Family, words: string): TargetDefinition {
  const option = (suffix: string, label: string, reads: string): OptionDefinition => ({
    names: [`--${name.toLowerCase()}-${suffix}`],
    kind: number({ min: suffix === 'set' ? 0 : 1, max: 255 }),
    label,
    reads,
  });
  const options = [
    option('set', 'set', ': {}'),
    option('dec', 'less by', ': less by {}'),
    option('inc', 'more by', ': more by {}'),
  ];
  const group = options.map(({ names: [first] }) => first);
  return defineTarget({
    name,
    families: [family],
    requires: [group],
    excludes: [group],
    outcome: 'other',
    ends: false,
    reads: `gets another ${words}`,
    options,
    place: () => ({ tables: ['mangle'] }),
  });
}

/** `-j TTL`: changes how many more hops an IPv4 packet may go. */
export const TTL = hopTarget('TTL', 'ipv4', 'time to live');

/** `-j HL`: changes how many more hops an IPv6 packet may go. */
export const HL = hopTarget('HL', 'ipv6', 'hop limit');
