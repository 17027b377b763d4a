import type { OptionUse } from '../rule.ts';
import { ok, refuse } from '../result.ts';
import { defineTarget } from './definition.ts';
import type { Kind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { choice } from './kinds/words.ts';

const MOST_NODES = 16;

/** A hardware address of many: its first byte is odd. */
const multicastMac: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['01:00:5E:00:00:01'],
  parse([word = '']) {
    const bytes = word.split(':');
    const isMac = bytes.length === 6 && bytes.every((byte) => /^[0-9a-f]{1,2}$/i.test(byte));
    const isForMany = Number.parseInt(bytes[0] ?? '', 16) % 2 === 1;
    return isMac && isForMany
      ? ok(bytes.map((byte) => byte.toUpperCase().padStart(2, '0')).join(':'))
      : refuse({ found: word, want: 'a multicast hardware address like 01:00:5E:00:00:01' });
  },
  print: (value) => [value],
  read: (value) => value,
};

/** Without `--new` the rule joins a cluster, and its details are not kept. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  return options.some(({ name }) => name === '--new') ? options : [];
}

/** `-j CLUSTERIP`: lets several hosts share one address. Kernels since 6.4 do not have it. */
export const CLUSTERIP = defineTarget({
  name: 'CLUSTERIP',
  help: 'Lets several hosts share one address; kernels since 6.4 do not have it',
  families: ['ipv4'],
  completes: asStored,
  outcome: 'other',
  ends: false,
  reads: 'is taken by one host of a cluster',
  options: [
    { names: ['--new'], title: 'Begin the cluster', kind: flag, needs: '--hash-init', detail: true, reads: '' },
    {
      names: ['--hashmode'],
      kind: choice({ of: ['sourceip', 'sourceip-sourceport', 'sourceip-sourceport-destport'], case: 'exact' }),
      needs: '--new',
      label: 'by',
      reads: 'chosen by {}',
    },
    {
      names: ['--clustermac'],
      title: 'Shared hardware address',
      kind: multicastMac,
      needs: '--hashmode',
      detail: true,
      reads: 'sharing {}',
    },
    {
      names: ['--total-nodes'],
      kind: number({ max: MOST_NODES }),
      needs: '--clustermac',
      label: 'of',
      reads: 'of {} hosts',
    },
    {
      names: ['--local-node'],
      kind: number({ max: MOST_NODES }),
      needs: '--total-nodes',
      label: 'this is',
      reads: 'this one being number {}',
    },
    {
      names: ['--hash-init'],
      kind: number({ max: 0xffff_ffff }),
      needs: '--local-node',
      detail: true,
      reads: 'with seed {}',
    },
  ],
  place: () => ({ hooks: ['INPUT'] }),
});
