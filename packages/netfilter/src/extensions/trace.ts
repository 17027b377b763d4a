import { defineTarget } from './definition.ts';

/** `-j TRACE`: reports each rule that the packet goes through from here. */
export const TRACE = defineTarget({
  name: 'TRACE',
  help: 'Reports each rule that the packet goes through from here',
  outcome: 'log',
  ends: false,
  reads: 'is traced through all rules that follow',
  options: [],
  place: () => ({ tables: ['raw'], backend: 'legacy' }),
});
