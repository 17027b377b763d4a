import { parseSave } from '@sluice/iptables';
import { expect, it } from 'vitest';
import { stripOf } from './strip.ts';

function strip(rules: readonly string[]) {
  const text = `*filter\n:A - [0:0]\n${rules.join('\n')}\nCOMMIT\n`;
  const chain = parseSave(text, { family: 'ipv4' }).ruleset.tables[0]?.chains.find(({ name }) => name === 'A');
  if (!chain) throw new Error('no chain');
  return stripOf(chain, () => false);
}

it('shows a long chain in at most 62 parts, by what most of their rules do and how often they were hit', () => {
  const drops = Array.from({ length: 620 }, (_, n) => `[${n === 5 ? 400 : n === 615 ? 100 : 0}:0] -A A -j DROP`);
  const parts = strip([...drops.slice(0, 300), ...Array(10).fill('[0:0] -A A -j ACCEPT'), ...drops.slice(310)]);
  expect(parts).toHaveLength(62);
  expect(parts[0]).toEqual({ kind: 'drop', heat: 1 });
  expect(parts[30]).toEqual({ kind: 'accept', heat: 0 });
  expect(parts[61]).toEqual({ kind: 'drop', heat: 0.5 });
  expect(strip(drops.slice(0, 60))).toHaveLength(60);
  expect(strip(drops.slice(0, 59))).toEqual([]);
});
