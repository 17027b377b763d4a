import { defineMatch } from './definition.ts';
import { namedMark } from './kinds/named-mark.ts';

/** `-m realm`: the routing realm; the list of names is /etc/iproute2/rt_realms. */
export const realm = defineMatch({
  name: 'realm',
  help: 'The routing realm of the packet',
  families: ['ipv4'],
  requires: [['--realm']],
  options: [
    {
      names: ['--realm'],
      kind: namedMark('cosmos'),
      negatable: true,
      label: 'realm',
      reads: 'of routing realm {}',
      readsNot: 'of another routing realm than {}',
    },
  ],
  place: () => ({ hooks: ['INPUT', 'FORWARD', 'OUTPUT', 'POSTROUTING'] }),
});
