import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';

/** `-m rpfilter`: whether an answer would leave by the interface that the packet came in by. */
export const rpfilter = defineMatch({
  name: 'rpfilter',
  help: 'Whether an answer would leave by the interface that the packet came in by',
  label: 'reverse path',
  reads: 'whose source is reached by the interface it came in by',
  options: [
    {
      names: ['--loose'],
      kind: flag,
      label: 'reverse path by any interface',
      reads: 'whose source is reached by any interface',
    },
    { names: ['--validmark'], kind: flag, detail: true, reads: 'its mark considered in routing' },
    { names: ['--accept-local'], kind: flag, detail: true, reads: 'local sources allowed' },
    { names: ['--invert'], kind: flag, label: 'reverse path fails', reads: 'that fails the reverse path test' },
  ],
  place: () => ({ tables: ['raw', 'mangle'], hooks: ['PREROUTING'] }),
});
