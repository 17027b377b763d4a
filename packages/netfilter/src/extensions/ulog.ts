import { defineTarget } from './definition.ts';
import { number } from './kinds/number.ts';
import { text } from './kinds/text.ts';

const U32 = 0xffff_ffff;

/** `-j ULOG`: the older form of NFLOG. Kernels since 3.17 do not have it. */
export const ULOG = defineTarget({
  name: 'ULOG',
  help: 'The older form of NFLOG; kernels since 3.17 do not have it',
  families: ['ipv4'],
  outcome: 'log',
  ends: false,
  reads: 'is logged by a program',
  options: [
    { names: ['--ulog-prefix'], kind: text({ quoting: 'whenNeeded', min: 1, keeps: 31 }), reads: 'with the prefix {}' },
    { names: ['--ulog-nlgroup'], kind: number({ min: 1, max: 32 }), omits: '1', reads: 'in group {}' },
    { names: ['--ulog-cprange'], kind: number({ max: U32 }), omits: '0', reads: 'the first {} bytes' },
    { names: ['--ulog-qthreshold'], kind: number({ min: 1, max: 50 }), omits: '1', reads: 'in batches of {}' },
  ],
});
