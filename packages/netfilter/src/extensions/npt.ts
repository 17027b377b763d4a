import { ok, refuse } from '../result.ts';
import type { Hook } from '../hook.ts';
import { defineTarget, type OptionDefinition, type TargetDefinition } from './definition.ts';
import type { Kind } from './kind.ts';
import { hostMask, type HostMask } from './kinds/host-mask.ts';
import { printIpv6, readIpv6, ipv6Mask } from './kinds/ipv6.ts';

const LONGEST = 64;
const plain = hostMask({ length: 'always' });

/** A network of up to 64 bits, no bit set beyond them. */
const network: Kind<HostMask> = {
  ...plain,
  like: ['2001:db8::/48'],
  parse(words, family) {
    const found = plain.parse(words, family);
    const { address = '', length = 128 } = found.ok ? found.value : {};
    const isBare = printIpv6((readIpv6(address) ?? 0n) & ipv6Mask(length)) === address;
    return found.ok && isBare && length <= LONGEST
      ? ok(found.value)
      : refuse({ found: words[0] ?? '', want: `a network of up to ${LONGEST} bits like 2001:db8::/48` });
  },
};

function side(name: string, label: string, reads: string): OptionDefinition {
  return {
    names: [name],
    title: label === 'to' ? 'New network' : 'Instead of',
    kind: network,
    omits: '::/0',
    label,
    reads,
  };
}

function networkTarget(name: string, words: string, hooks: readonly Hook[]): TargetDefinition {
  return defineTarget({
    name,
    writes: ['source', 'destination'],
    help: `Exchanges the network of the ${words} without looking at connections`,
    families: ['ipv6'],
    requires: [['--src-pfx'], ['--dst-pfx']],
    outcome: 'nat',
    ends: false,
    reads: `gets another network in its ${words}`,
    options: [side('--src-pfx', 'from', 'instead of {}'), side('--dst-pfx', 'to', ': {}')],
    place: () => ({ tables: ['mangle'], hooks }),
  });
}

/** `-j SNPT`: exchanges the network of the source without looking at connections. */
export const SNPT = networkTarget('SNPT', 'source', ['INPUT', 'POSTROUTING']);

/** `-j DNPT`: exchanges the network of the destination without looking at connections. */
export const DNPT = networkTarget('DNPT', 'destination', ['PREROUTING', 'OUTPUT']);
