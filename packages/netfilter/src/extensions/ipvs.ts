import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type OptionProblem } from './definition.ts';
import type { AnyKind } from './kind.ts';
import { flag } from './kinds/flag.ts';
import { hostMask } from './kinds/host-mask.ts';
import { port } from './kinds/ports.ts';
import { protocolByNumber } from './kinds/protocol.ts';
import { choice } from './kinds/words.ts';

/** What it says of a virtual service says also that there is one, so `--ipvs` is printed alone only. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const others = options.filter(({ name }) => name !== '--ipvs');
  return others.length > 0 ? others : options;
}

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const isTurned = options.some(({ name, negated }) => name === '--ipvs' && negated);
  return isTurned && options.length > 1 ? { option: '--ipvs', found: '!', want: 'it without other options' } : null;
}

function of(name: string, kind: AnyKind, label: string, words: string): OptionDefinition {
  return {
    names: [name],
    kind,
    negatable: true,
    label,
    reads: `of a virtual service with ${words} {}`,
    readsNot: `of a virtual service with another ${words} than {}`,
  };
}

/** `-m ipvs`: the virtual service of the kernel's load balancer. */
export const ipvs = defineMatch({
  name: 'ipvs',
  help: 'The virtual service of the kernel’s load balancer',
  requires: [['--ipvs', '--vproto', '--vaddr', '--vport', '--vdir', '--vmethod', '--vportctl']],
  completes: asStored,
  problem,
  options: [
    {
      names: ['--ipvs'],
      kind: flag,
      negatable: true,
      label: 'ipvs',
      reads: 'of a virtual service',
      readsNot: 'of no virtual service',
    },
    of('--vproto', protocolByNumber, 'vproto', 'protocol'),
    of('--vaddr', hostMask({ length: 'whenNeeded' }), 'vaddr', 'address'),
    of('--vport', port, 'vport', 'port'),
    {
      names: ['--vdir'],
      kind: choice({ of: ['ORIGINAL', 'REPLY'] }),
      label: 'vdir',
      reads: 'in the {} direction of its connection',
    },
    of('--vmethod', choice({ of: ['GATE', 'IPIP', 'MASQ'] }), 'vmethod', 'forwarding'),
    of('--vportctl', port, 'vportctl', 'controlling port'),
  ],
});
