import type { OptionUse } from '../rule.ts';
import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { queueRange } from './kinds/queue-range.ts';

/** Without a number it is queue 0. */
function withQueue(options: readonly OptionUse[]): readonly OptionUse[] {
  const hasQueue = options.some(({ name }) => name === '--queue-num' || name === '--queue-balance');
  return hasQueue ? options : [...options, { name: '--queue-num', negated: false, values: ['0'] }];
}

/** `-j NFQUEUE`: lets a program decide. */
export const NFQUEUE = defineTarget({
  name: 'NFQUEUE',
  help: 'Lets a program of this host decide',
  excludes: [['--queue-num', '--queue-balance']],
  completes: withQueue,
  outcome: 'other',
  ends: true,
  reads: 'is handed to a program that decides',
  options: [
    { names: ['--queue-num'], kind: number({ max: 65_535 }), label: 'queue', reads: 'in queue {}' },
    { names: ['--queue-balance'], kind: queueRange, label: 'queues', reads: 'in one of the queues {}' },
    { names: ['--queue-bypass'], kind: flag, detail: true, reads: 'or accepted where none listens' },
    {
      names: ['--queue-cpu-fanout'],
      kind: flag,
      needs: '--queue-balance',
      detail: true,
      reads: 'the queue chosen by processor',
    },
  ],
});
