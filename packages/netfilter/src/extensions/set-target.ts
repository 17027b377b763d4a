import type { OptionUse } from '../rule.ts';
import { defineTarget, type OptionDefinition, type Place } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { ipSet } from './kinds/ip-set.ts';
import { number } from './kinds/number.ts';
import { OUTBOUND } from './places.ts';

const MAPPED = ['--map-mark', '--map-prio', '--map-queue'];

/** The kernel lets a set give its values in mangle only, and what queues read only on the way out (xt_set.c). */
function place(options: readonly OptionUse[]): Place | null {
  const has = (name: string): boolean => options.some((use) => use.name === name);
  if (!has('--map-set')) return null;
  return has('--map-prio') || has('--map-queue') ? { tables: ['mangle'], hooks: OUTBOUND } : { tables: ['mangle'] };
}

function takes(name: string, reads: string): OptionDefinition {
  return { names: [name], kind: flag, needs: '--map-set', detail: true, reads };
}

/** `-j SET`: adds the packet to a set of ipset, removes it, or takes over what the set says of it. */
export const SET = defineTarget({
  name: 'SET',
  help: 'Adds the packet’s addresses to a set of ipset, or removes them',
  requires: [['--add-set', '--del-set', '--map-set']],
  outcome: 'other',
  ends: false,
  reads: 'changes a set',
  options: [
    { names: ['--add-set'], kind: ipSet, label: 'add to', reads: ': it is added to {}' },
    {
      names: ['--exist'],
      title: 'Begin its timeout anew',
      kind: flag,
      needs: '--add-set',
      detail: true,
      reads: 'its timeout begun anew',
    },
    { names: ['--timeout'], kind: number({ max: 0xffff_fffe }), needs: '--add-set', reads: 'for {} seconds' },
    { names: ['--del-set'], kind: ipSet, label: 'remove from', reads: ': it is removed from {}' },
    { names: ['--map-set'], kind: ipSet, needs: MAPPED, label: 'map by', reads: ', or rather takes from {}' },
    takes('--map-mark', 'its mark'),
    takes('--map-prio', 'its traffic class'),
    takes('--map-queue', 'its hardware queue'),
  ],
  place,
});
