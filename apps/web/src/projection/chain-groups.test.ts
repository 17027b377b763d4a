import { parseSave } from '@sluice/iptables';
import { describe, expect, it } from 'vitest';
import { gatherChains } from './chain-groups.ts';
import type { CardId } from './model.ts';

const NONE: ReadonlySet<CardId> = new Set();

function nat(chains: readonly string[], rules: readonly string[] = []) {
  const lines = [':PREROUTING ACCEPT [0:0]', ...chains.map((name) => `:${name} - [0:0]`), ...rules];
  return parseSave(`*nat\n${lines.join('\n')}\nCOMMIT\n`, { family: 'ipv4' }).ruleset;
}

const many = (prefix: string, count: number) => Array.from({ length: count }, (_, n) => `${prefix}${n}`);
const labels = (ruleset: ReturnType<typeof nat>, apart = NONE) =>
  [...gatherChains(ruleset, apart).groups.values()].map(({ name, members }) => [name.label, members.length]);

const call = (name: string) => `-A PREROUTING -j ${name}`;

describe('gathering chains', () => {
  it('leaves up to 40 user-defined chains alone', () => {
    expect(labels(nat(many('KUBE-SVC-', 40)))).toEqual([]);
    expect(labels(nat(many('KUBE-SVC-', 41)))).toEqual([['KUBE-SVC-*', 41]]);
  });

  it('gives a crowd its own group, and the rest one by the first part of the name', () => {
    const names = [...many('KUBE-SVC-', 50), ...many('KUBE-SEP-', 60), 'KUBE-MARK-MASQ', 'KUBE-FORWARD'];
    expect(labels(nat([...names, 'cali-a', 'cali-b', 'mine']))).toEqual([
      ['KUBE-SEP-*', 60],
      ['KUBE-SVC-*', 50],
      ['KUBE-*', 2],
      ['cali-*', 2],
    ]);
  });

  it('counts a bare name to those that begin with it', () => {
    expect(labels(nat(['DOCKER', 'DOCKER-USER', ...many('f2b-', 41)]))).toEqual([
      ['f2b-*', 41],
      ['DOCKER*', 2],
    ]);
  });

  it('gathers names without anything in common when they are a crowd', () => {
    expect(labels(nat(many('x', 50)))).toEqual([['*', 50]]);
    expect(labels(nat([...many('x', 30), ...many('f2b-', 41)]))).toEqual([['f2b-*', 41]]);
  });

  it('makes at most 40 groups a table, and one of what is left', () => {
    const pairs = many('p', 61).flatMap((name) => [`${name}-a`, `${name}-b`]);
    expect(labels(nat(pairs))).toHaveLength(41);
    expect(labels(nat(pairs)).at(-1)).toEqual(['*', 42]);
  });

  it('leaves what a hook calls on the map, unless that is a crowd itself', () => {
    expect(labels(nat(many('f2b-', 50), many('f2b-', 5).map(call)))).toEqual([['f2b-*', 45]]);
    expect(labels(nat(many('f2b-', 50), many('f2b-', 50).map(call)))).toEqual([['f2b-*', 50]]);
  });

  it('leaves out what stands apart, and never stacks a single chain', () => {
    const ruleset = nat([...many('KUBE-SVC-', 50), 'cali-a', 'cali-b']);
    expect(labels(ruleset, new Set<CardId>(['nat/KUBE-SVC-3', 'nat/cali-a']))).toEqual([['KUBE-SVC-*', 49]]);
    const { groupOf } = gatherChains(ruleset, new Set<CardId>(['nat/cali-a']));
    expect(groupOf('nat/cali-b')).toBeUndefined();
    expect(groupOf('nat/KUBE-SVC-0')).toBe('nat/ KUBE-SVC-*');
  });
});
