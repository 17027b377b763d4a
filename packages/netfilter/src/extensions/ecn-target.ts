import type { OptionUse } from '../rule.ts';
import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';

const FLAGS = ['--ecn-tcp-ece', '--ecn-tcp-cwr'];

const REMOVE: OptionUse = { name: '--ecn-tcp-remove', negated: false, values: [] };
const CLEARED: readonly OptionUse[] = FLAGS.map((name) => ({ name, negated: false, values: ['0'] }));

/** Both TCP flags cleared is what `--ecn-tcp-remove` does; it is printed so only where it is all. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const each = options.flatMap((use) => (use.name === REMOVE.name ? CLEARED : [use]));
  const isCleared = (name: string): boolean => each.some((use) => use.name === name && use.values.join('') === '0');
  return each.length === FLAGS.length && FLAGS.every(isCleared) ? [REMOVE] : each;
}

/** `-j ECN`: takes the signs of explicit congestion notification away. */
export const ECN = defineTarget({
  name: 'ECN',
  help: 'Takes the signs of explicit congestion notification out of a TCP packet',
  families: ['ipv4'],
  requires: [['--ecn-tcp-remove', ...FLAGS, '--ecn-ip-ect']],
  excludes: [
    ['--ecn-tcp-remove', '--ecn-tcp-ece'],
    ['--ecn-tcp-remove', '--ecn-tcp-cwr'],
  ],
  completes: asStored,
  outcome: 'other',
  ends: false,
  writes: ['tos', 'tcpFlags'],
  reads: 'loses signs of congestion notification',
  options: [
    {
      names: ['--ecn-tcp-remove'],
      kind: flag,
      protocols: () => ['tcp'],
      label: 'remove',
      reads: 'in its TCP header',
    },
    {
      names: ['--ecn-tcp-ece'],
      kind: number({ max: 1 }),
      protocols: () => ['tcp'],
      label: 'ece',
      reads: ': ECE is {}',
    },
    {
      names: ['--ecn-tcp-cwr'],
      kind: number({ max: 1 }),
      protocols: () => ['tcp'],
      label: 'cwr',
      reads: ': CWR is {}',
    },
    { names: ['--ecn-ip-ect'], kind: number({ max: 3 }), label: 'ect', reads: ': its code point is {}' },
  ],
  place: () => ({ tables: ['mangle'] }),
});
