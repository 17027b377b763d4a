import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { simulatePackets } from './simulate-verb.ts';

let folder: string;
let rules: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'));
  rules = join(folder, 'rules');
  writeFileSync(rules, '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport 22 -j ACCEPT\nCOMMIT\n');
});
afterAll(() => rmSync(folder, { recursive: true }));

function run(packet: readonly string[], flags: { readonly json?: boolean; readonly expect?: string } = {}) {
  let out = '';
  const options = { family: 'ipv4', backend: 'nft', packet, json: flags.json === true, expect: flags.expect } as const;
  const exit = simulatePackets(rules, options, { write: (text) => (out += String(text)) });
  return { out, exit };
}

const SSH = 'in=eth0 proto=tcp src=192.0.2.9 sport=5000 dst=198.51.100.1 dport=22';

test('says who decides', () => {
  expect(run([SSH]).out.split('\n')).toEqual([
    'tcp 192.0.2.9:5000 → 198.51.100.1:22: accepted by filter INPUT rule 1',
    '    routing: INPUT',
    '    filter INPUT',
    '      INPUT 1: matches: -p tcp --dport 22 -j ACCEPT',
    '    accepted by filter INPUT rule 1',
    '',
  ]);
});

test('one JSON object a packet', () => {
  const lines = run([SSH, 'in=eth0 proto=udp'], { json: true }).out.trim().split('\n');
  expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
    { fate: 'accepted', endings: [{ by: { kind: 'rule', chain: 'INPUT', index: 0 } }] },
    { fate: 'dropped', endings: [{ by: { kind: 'policy', policy: 'DROP' } }] },
  ]);
});

test('a fate that was not expected ends with 3', () => {
  expect(run([SSH], { expect: 'accepted' }).exit).toBe(0);
  expect(run([SSH, 'in=eth0 proto=udp'], { expect: 'accepted' }).exit).toBe(3);
});

test.each([['colour=red'], ['proto=nosuch'], ['src=nobody'], ['dport=99999']])('%s is refused', (packet) => {
  expect(() => run([packet])).toThrow(/not right|says nothing/);
});

test('what is not said is not guessed', () => {
  expect(run(['in=eth0 proto=tcp']).out).toContain('unknown');
});
