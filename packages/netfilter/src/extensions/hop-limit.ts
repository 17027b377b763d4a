import { defineMatch, type MatchDefinition, type OptionDefinition } from './definition.ts';
import { above, below, number } from './kinds/number.ts';
import type { Family } from '../family.ts';

const HIGHEST = 255;
const hops = number({ max: HIGHEST });

function hopMatch(name: string, family: Family, words: string): MatchDefinition {
  const option = (suffix: string, sign: string, reads: string): OptionDefinition => ({
    names: [`--${name}-${suffix}`],
    kind: suffix === 'lt' ? below(hops) : suffix === 'gt' ? above(hops, HIGHEST) : hops,
    tests: 'hopLimit',
    label: `${name} ${sign}`,
    reads: `with a ${words} ${reads} {}`,
  });
  const equal: OptionDefinition = {
    ...option('eq', '=', 'of'),
    negatable: true,
    readsNot: `with a ${words} other than {}`,
  };
  const options = [equal, option('lt', '<', 'below'), option('gt', '>', 'above')];
  const group = options.map(({ names: [first] }) => first);
  const version = family === 'ipv4' ? 'IPv4' : 'IPv6';
  return defineMatch({
    name,
    help: `How many more hops an ${version} packet may go: its ${words}`,
    families: [family],
    requires: [group],
    excludes: [group],
    options,
  });
}

/** `-m ttl`: how many more hops an IPv4 packet may go. */
export const ttl = hopMatch('ttl', 'ipv4', 'time to live');

/** `-m hl`: how many more hops an IPv6 packet may go. */
export const hl = hopMatch('hl', 'ipv6', 'hop limit');
