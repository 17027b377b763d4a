import { defineTarget } from './definition.ts';
import { refuse } from '../result.ts';
import type { Kind } from './kind.ts';
import { address } from './kinds/address.ts';
import { text } from './kinds/text.ts';

/** Any address but the one that means none. */
const gateway: Kind<string> = {
  ...address,
  parse(words, family) {
    const found = address.parse(words, family);
    const isNone = found.ok && /^[0.:]+$/.test(found.value);
    return isNone ? refuse({ found: found.value, want: 'the address of a host of the local network' }) : found;
  },
};

/** `-j TEE`: sends a copy to another host of the local network. */
export const TEE = defineTarget({
  name: 'TEE',
  help: 'Sends a copy to another host of the local network',
  requires: [['--gateway']],
  outcome: 'other',
  ends: false,
  reads: 'is copied',
  options: [
    { names: ['--gateway'], kind: gateway, label: 'to', reads: 'to {}' },
    { names: ['--oif'], kind: text({ quoting: 'never', keeps: 15 }), omits: '', label: 'by', reads: 'leaving on {}' },
  ],
});
