import { defineTarget } from './definition.ts';
import { choice } from './kinds/words.ts';

/** `-j AUDIT`: writes a record for the audit daemon. */
export const AUDIT = defineTarget({
  name: 'AUDIT',
  help: 'Writes a record for the audit daemon',
  requires: [['--type']],
  outcome: 'log',
  ends: false,
  reads: 'is recorded by the audit daemon',
  options: [{ names: ['--type'], kind: choice({ of: ['accept', 'drop', 'reject'] }), label: 'as', reads: 'as {}' }],
});
