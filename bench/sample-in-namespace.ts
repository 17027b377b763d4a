/**
 * Runs inside a fresh namespace: loads the rules from standard input, then takes samples and plain saves in turns.
 * Prints both lists of milliseconds as JSON.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { encodeCounterFrame } from '@sluice/protocol';
import { createReader } from '../apps/helper/src/reading.ts';
import { createCounterStream } from '../apps/server/src/live/counter-stream.ts';

const ROUNDS = 9;

const loaded = spawnSync('iptables-nft-restore', [], { input: readFileSync(0) });
if (loaded.status !== 0) throw new Error(loaded.stderr.toString());

const reader = createReader({ backend: 'nft' });
const stream = createCounterStream('bench');
const ours: number[] = [];
const theirs: number[] = [];
stream.next(await reader.sample('ipv4'));
for (let round = 0; round < ROUNDS; round++) {
  const started = performance.now();
  encodeCounterFrame(stream.next(await reader.sample('ipv4')));
  const between = performance.now();
  await saveAlone();
  ours.push(between - started);
  theirs.push(performance.now() - between);
}
process.stdout.write(JSON.stringify({ ours, theirs }));

/** The tool alone, its output read and thrown away. */
function saveAlone(): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn('iptables-nft-save', ['-c'], { stdio: ['ignore', 'pipe', 'inherit'] });
    child.stdout.resume();
    child.once('close', () => resolve());
  });
}
