import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionProblem, type Rewrite } from './definition.ts';
import type { Kind } from './kind.ts';
import { number, readNumber } from './kinds/number.ts';

const U32 = 0xffff_ffff;
const MOST_NODES = 32;
const HEX_DIGITS = 8;

const hex = (value: number): string => `0x${value.toString(16).padStart(HEX_DIGITS, '0')}`;

function hexNumber(min: number): Kind<number> {
  return { ...number({ min, max: U32 }), print: (value) => [hex(value)], read: hex };
}

/** A node is one bit of the mask. */
const byNode: Rewrite = {
  words: 1,
  negatable: true,
  want: `a node from 1 to ${MOST_NODES}`,
  to([word = '']) {
    const node = readNumber(word);
    if (node === undefined || node < 1 || node > MOST_NODES) return null;
    return { name: '--cluster-local-nodemask', values: [hex(2 ** (node - 1))] };
  },
};

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const valueOf = (name: string): number => readNumber(options.find((use) => use.name === name)?.values[0] ?? '') ?? 0;
  const mask = valueOf('--cluster-local-nodemask');
  const nodes = valueOf('--cluster-total-nodes');
  return mask >= 2 ** nodes
    ? { option: '--cluster-local-nodemask', found: hex(mask), want: `nodes up to --cluster-total-nodes (${nodes})` }
    : null;
}

/** `-m cluster`: whether this node of a cluster takes the connection. */
export const cluster = defineMatch({
  name: 'cluster',
  help: 'Whether this node of a cluster takes the connection',
  tracks: true,
  requires: [['--cluster-local-nodemask'], ['--cluster-total-nodes'], ['--cluster-hash-seed']],
  rewrites: { '--cluster-local-node': byNode },
  problem,
  options: [
    {
      names: ['--cluster-local-nodemask'],
      kind: hexNumber(1),
      negatable: true,
      label: 'nodes',
      reads: 'that the nodes {} take',
      readsNot: 'that other nodes than {} take',
    },
    {
      names: ['--cluster-total-nodes'],
      kind: number({ min: 1, max: MOST_NODES }),
      label: 'cluster of',
      reads: 'in a cluster of {}',
    },
    { names: ['--cluster-hash-seed'], kind: hexNumber(0), detail: true, reads: 'with hash seed {}' },
  ],
});
