import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type Place } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { interfacePattern } from './kinds/interface.ts';

const NAMES = ['--physdev-is-in', '--physdev-in', '--physdev-is-out', '--physdev-out', '--physdev-is-bridged'];

function is(name: string, label: string, reads: string, readsNot: string): OptionDefinition {
  return { names: [name], kind: flag, negatable: true, label, reads, readsNot };
}

function port(name: string, label: string, says: string): OptionDefinition {
  return {
    names: [name],
    kind: interfacePattern,
    negatable: true,
    label,
    reads: `${says} bridge port {}`,
    readsNot: `not ${says} bridge port {}`,
  };
}

/** A packet of this host has no bridge port to leave by yet, unless only bridged ones are looked at (xt_physdev.c). */
function place(options: readonly OptionUse[]): Place | null {
  const asksOut = options.some(({ name }) => name === '--physdev-out' || name === '--physdev-is-out');
  const isBridged = options.some(({ name, negated }) => name === '--physdev-is-bridged' && !negated);
  return asksOut && !isBridged ? { hooks: ['PREROUTING', 'INPUT', 'FORWARD', 'POSTROUTING'] } : null;
}

/** `-m physdev`: the ports of a bridge by which the packet comes and goes. */
export const physdev = defineMatch({
  name: 'physdev',
  help: 'The ports of a bridge by which the packet comes and goes',
  requires: [NAMES],
  options: [
    is('--physdev-is-in', 'by bridge port', 'arriving by a bridge', 'not arriving by a bridge'),
    port('--physdev-in', 'port in', 'arriving on'),
    is('--physdev-is-out', 'out by bridge port', 'leaving by a bridge', 'not leaving by a bridge'),
    port('--physdev-out', 'port out', 'leaving on'),
    is('--physdev-is-bridged', 'bridged', 'that is bridged and not routed', 'that is not bridged'),
  ],
  place,
});
