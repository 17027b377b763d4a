import { defineTarget } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { logLevel } from './kinds/log-level.ts';
import { text } from './kinds/text.ts';

/** `-j LOG`: writes a line to the kernel log. */
export const LOG = defineTarget({
  name: 'LOG',
  help: 'Writes a line to the kernel log',
  outcome: 'log',
  ends: false,
  reads: 'is written to the kernel log',
  options: [
    { names: ['--log-prefix'], kind: text({ quoting: 'whenNeeded', min: 1, keeps: 29 }), reads: 'with the prefix {}' },
    { names: ['--log-level'], kind: logLevel, omits: '4', reads: 'at level {}' },
    { names: ['--log-tcp-sequence'], kind: flag, reads: 'with TCP sequence numbers' },
    { names: ['--log-tcp-options'], kind: flag, reads: 'with TCP options' },
    { names: ['--log-ip-options'], kind: flag, reads: 'with IP options' },
    { names: ['--log-uid'], kind: flag, reads: 'with the sending user' },
    { names: ['--log-macdecode'], kind: flag, reads: 'with hardware addresses' },
  ],
});
