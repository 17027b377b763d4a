import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { text } from './kinds/text.ts';

/** The longest that the kernel's timer runs. */
const LONGEST = 2_147_482;

/** `-j IDLETIMER`: begins a timer anew that reports when no packet came for so long. */
export const IDLETIMER = defineTarget({
  name: 'IDLETIMER',
  help: 'Begins a timer anew that reports when no packet came for so long',
  requires: [['--timeout'], ['--label']],
  outcome: 'other',
  ends: false,
  reads: 'begins a timer anew',
  options: [
    {
      names: ['--timeout'],
      title: 'Seconds without a packet',
      kind: number({ min: 1, max: LONGEST }),
      label: 'idle',
      reads: 'of {} seconds',
    },
    {
      names: ['--label'],
      kind: text({ quoting: 'never', min: 1, keeps: 27, not: /\// }),
      detail: true,
      reads: 'that is called {}',
    },
    { names: ['--alarm'], kind: flag, detail: true, reads: 'and wakes the machine' },
  ],
});
