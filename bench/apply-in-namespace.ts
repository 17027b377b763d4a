/**
 * Runs inside a fresh namespace: loads the rules from standard input, then makes a change of one rule and takes it back,
 * in turns with the bare tool. Prints lists of milliseconds as JSON.
 */
import { spawn, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { runCourse } from '../apps/helper/src/course.ts';
import { rulesetOf } from '../apps/helper/src/planning.ts';
import { createReader } from '../apps/helper/src/reading.ts';
import { restorePlan } from '../apps/helper/src/restoring.ts';

const ROUNDS = 7;
const RULE = '-p tcp -m tcp --dport 9999 -j ACCEPT';
const ADD = `*filter\n-I INPUT 1 ${RULE}\nCOMMIT\n`;
const TAKE = `*filter\n-D INPUT ${RULE}\nCOMMIT\n`;

const backend = process.argv[2] === 'legacy' ? 'legacy' : 'nft';
const program = `iptables-${backend}-restore`;
const loaded = spawnSync(program, [], { input: readFileSync(0) });
if (loaded.status !== 0) throw new Error(loaded.stderr.toString());

const job = { family: 'ipv4', backend, encoding: 'utf8' } as const;
const turns = { ours: [] as number[], theirs: [] as number[], whole: [] as number[] };
await bare(ADD);
await bare(TAKE);
for (let round = 0; round < ROUNDS; round++) {
  turns.theirs.push(await timed(() => bare(ADD)));
  await bare(TAKE);
  turns.ours.push(await timed(() => restorePlan({ ...job, input: ADD })));
  await bare(TAKE);
  turns.whole.push(await wholeCourse());
  await bare(TAKE);
}
process.stdout.write(JSON.stringify(turns));

/** What an apply does between the first rule that changes and the answer: restore, read back, compare. */
async function wholeCourse(): Promise<number> {
  const reading = await createReader({ backend }).readQuickly('ipv4');
  const base = rulesetOf(reading);
  const mine = rulesetOf({ family: 'ipv4', text: reading.text.replace(/^(?=\S* ?-A INPUT )/m, `-A INPUT ${RULE}\n`) });
  return timed(async () => {
    const result = await runCourse({ family: 'ipv4', backend, base, mine, first: { input: ADD, reading } });
    if (!result.ok) throw new Error(result.message);
  });
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const started = performance.now();
  await work();
  return performance.now() - started;
}

/** The tool alone. */
function bare(input: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn(program, ['--noflush', '--counters'], { stdio: ['pipe', 'ignore', 'inherit'] });
    child.stdin.end(input);
    child.once('close', (status) => (status === 0 ? resolve() : reject(new Error(`${program} ended with ${status}`))));
  });
}
