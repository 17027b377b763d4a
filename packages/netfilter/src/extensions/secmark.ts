import { defineTarget } from './definition.ts';
import { text } from './kinds/text.ts';

/** `-j SECMARK`: gives the packet a security mark. */
export const SECMARK = defineTarget({
  name: 'SECMARK',
  help: 'Gives the packet a security mark (SELinux)',
  requires: [['--selctx']],
  outcome: 'other',
  ends: false,
  reads: 'gets a security mark',
  options: [
    {
      names: ['--selctx'],
      title: 'Security context',
      kind: text({ quoting: 'never', min: 1, keeps: 255 }),
      label: 'context',
      reads: ': {}',
    },
  ],
  place: () => ({ tables: ['mangle', 'security'] }),
});
