import { defineTarget } from './definition.ts';
import { number } from './kinds/number.ts';
import { text } from './kinds/text.ts';

const U32 = 0xffff_ffff;

/** `-j NFLOG`: hands a copy to a logging program. */
export const NFLOG = defineTarget({
  name: 'NFLOG',
  help: 'Hands a copy to a logging program',
  excludes: [['--nflog-range', '--nflog-size']],
  outcome: 'log',
  ends: false,
  reads: 'is logged by a program',
  options: [
    {
      names: ['--nflog-prefix'],
      kind: text({ quoting: 'whenNeeded', min: 1, keeps: 63 }),
      reads: 'with the prefix {}',
    },
    { names: ['--nflog-group'], kind: number({ max: 65_535 }), omits: '0', reads: 'in group {}' },
    { names: ['--nflog-range'], kind: number({ max: U32 }), reads: 'the first {} bytes (ignored by kernels)' },
    { names: ['--nflog-size'], kind: number({ max: U32 }), reads: 'the first {} bytes' },
    { names: ['--nflog-threshold'], kind: number({ max: 65_535 }), omits: '0', reads: 'in batches of {}' },
  ],
});
