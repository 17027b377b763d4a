import type { AnyKind } from './kind.ts';
import { interfacePattern } from './kinds/interface.ts';
import { prefix } from './kinds/prefix.ts';
import { protocol } from './kinds/protocol.ts';

/** The kinds of value that a rule's own options take: -s and -d, -i and -o, -p. */
export const BUILTIN_KINDS: { readonly [Name in 'address' | 'interface' | 'protocol']: AnyKind } = {
  address: prefix({ whole: 'length' }),
  interface: interfacePattern,
  protocol,
};
