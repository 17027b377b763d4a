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
    { ...option('set', 'set', ': {}'), title: 'Set to' },
    option('dec', 'less by', ': less by {}'),
    option('inc', 'more by', ': more by {}'),
  ];
  const group = options.map(({ names: [first] }) => first);
  return defineTarget({
    name,
    help: `Changes how many more hops the packet may go: its ${words}`,
    families: [family],
    requires: [group],
    excludes: [group],
    outcome: 'other',
    ends: false,
    writes: ['hopLimit'],
    alters: ({ packet, has, value }) => {
      const set = value(`--${name.toLowerCase()}-set`) as number | undefined;
      if (set !== undefined || packet.hopLimit === undefined) return { hopLimit: set };
      const less = has(`--${name.toLowerCase()}-dec`);
      const by = value(less ? `--${name.toLowerCase()}-dec` : `--${name.toLowerCase()}-inc`) as number | undefined;
      if (by === undefined) return { hopLimit: undefined };
      return { hopLimit: Math.min(255, Math.max(0, packet.hopLimit + (less ? -by : by))) };
    },
    reads: `gets another ${words}`,
    options,
    place: () => ({ tables: ['mangle'] }),
  });
}

/** `-j TTL`: changes how many more hops an IPv4 packet may go. */
export const TTL = hopTarget('TTL', 'ipv4', 'time to live');

/** `-j HL`: changes how many more hops an IPv6 packet may go. */
export const HL = hopTarget('HL', 'ipv6', 'hop limit');
