import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type Place } from './definition.ts';
import { namedMark } from './kinds/named-mark.ts';
import { INBOUND, OUTBOUND } from './places.ts';

/** The list is /etc/iproute2/group. */
const group = namedMark('default');

function side(name: string, label: string, says: string): OptionDefinition {
  return {
    names: [name],
    kind: group,
    negatable: true,
    label,
    reads: `${says} an interface of group {}`,
    readsNot: `${says} an interface that is not of group {}`,
  };
}

function place(options: readonly OptionUse[]): Place | null {
  const has = (name: string): boolean => options.some((use) => use.name === name);
  if (has('--src-group') && has('--dst-group')) return { hooks: ['FORWARD'] };
  if (has('--src-group')) return { hooks: INBOUND };
  return has('--dst-group') ? { hooks: OUTBOUND } : null;
}

/** `-m devgroup`: the group of the interface by which the packet comes or goes. */
export const devgroup = defineMatch({
  name: 'devgroup',
  help: 'The group of the interface by which the packet comes or goes',
  requires: [['--src-group', '--dst-group']],
  options: [side('--src-group', 'in group', 'arriving on'), side('--dst-group', 'out group', 'leaving on')],
  place,
});
