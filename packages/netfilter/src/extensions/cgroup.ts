import { defineMatch } from './definition.ts';
import { number } from './kinds/number.ts';
import { text } from './kinds/text.ts';

/** `-m cgroup`: the control group of the local program behind the packet. */
export const cgroup = defineMatch({
  name: 'cgroup',
  help: 'The control group of the local program behind the packet',
  requires: [['--path', '--cgroup']],
  excludes: [['--path', '--cgroup']],
  options: [
    {
      names: ['--path'],
      kind: text({ quoting: 'whenNeeded', min: 1, keeps: 511 }),
      negatable: true,
      label: 'cgroup',
      reads: 'of a program in the control group {}',
      readsNot: 'of a program outside the control group {}',
    },
    {
      names: ['--cgroup'],
      kind: number({ max: 0xffff_ffff }),
      negatable: true,
      label: 'cgroup',
      reads: 'of a program of network class {}',
      readsNot: 'of a program of another network class than {}',
    },
  ],
  place: () => ({ hooks: ['INPUT', 'OUTPUT', 'POSTROUTING'] }),
});
