import { once } from 'node:events';
import { join } from 'node:path';
import { parseSave, printRuleset } from '@sluice/iptables';
import type { FamilyTarget } from '@sluice/protocol/helper';
import {
  announceSkip,
  keepFigure,
  kernelAvailable,
  kernelIn,
  LONG,
  openNamespace,
  randomFrom,
  SEED,
  type Kernel,
} from '@sluice/testkit';
import { describe, expect, test } from 'vitest';
import { sleep } from '../clock.ts';
import { start, type LongProcess } from '../exec.ts';
import { markProcesses, orphans } from '../testing/processes.ts';
import { eventually, refusalOf, runs, startRig, type Rig } from '../testing/rig.ts';

/*
 * Whatever dies, and whenever: afterwards the host holds the old rules or the new ones, whole, over three tables and both
 * families; nobody is left behind, and no scratch namespace. `npm run oracle` kills hundreds of times.
 */

const support = kernelAvailable();
if (support.reason !== undefined) announceSkip('kills on a real kernel', support.reason);

const KILLS = Number(process.env['SLUICE_RUNS'] ?? (LONG ? 125 : 8));
const VICTIMS = ['web', 'helper', 'guard', 'all'] as const;
type Victim = (typeof VICTIMS)[number];

/** What a web server is to the helper: connects, applies, and confirms if it is told to. One order a line. */
const WEB = `
  const [, client, socket] = process.argv;
  const { connectHelper } = await import(client);
  for await (const line of (await import('node:readline')).createInterface({ input: process.stdin })) {
    const { targets, confirm } = JSON.parse(line);
    try {
      const helper = await connectHelper(socket);
      const { id } = await helper.call('apply', { targets, seconds: 60 });
      if (confirm) await helper.call('confirm', { id });
      helper.close();
    } catch {}
    console.log('done');
  }`;

const TABLES = ['filter', 'mangle', 'raw'];
const rules = (tables: readonly string[]): string =>
  tables.map((table) => `*${table}\n:OUTPUT ACCEPT [0:0]\n-A OUTPUT -o lo -j ACCEPT\nCOMMIT\n`).join('');
const MARK = '-p udp -m udp --dport 53';
const hasMark = (text: string): boolean => text.includes(MARK);
/** Puts a rule into every table, or takes it out of all. */
const toggle = (text: string): string =>
  hasMark(text)
    ? text.replaceAll(new RegExp(`^\\S+ -A OUTPUT ${MARK}\\n`, 'gm'), '')
    : text.replaceAll(/^\S+ -A OUTPUT /gm, `-A OUTPUT ${MARK}\n$&`);

class Ring {
  readonly #rig: Rig;
  readonly #kernels: readonly Kernel[];
  readonly #random: () => number;
  #web: LongProcess;
  /** Settles when the web server is done with what it was told. */
  #order: Promise<unknown> = Promise.resolve();
  #helperRuns = true;
  #webRuns = true;

  constructor(rig: Rig, kernels: readonly Kernel[], random: () => number) {
    this.#rig = rig;
    this.#kernels = kernels;
    this.#random = random;
    this.#web = this.#startWeb();
  }

  /** All rules of both families, without counters. */
  async rules(): Promise<string> {
    const texts = await Promise.all(
      this.#kernels.map(async (kernel) => {
        const { ruleset } = parseSave(await kernel.save(), { family: kernel.family });
        return printRuleset(ruleset, { counters: false });
      }),
    );
    return texts.join('');
  }

  /** Applies and kills somebody meanwhile; then waits until all is over. Tells whom. */
  async round(span: number): Promise<Victim> {
    const targets: FamilyTarget[] = [];
    for (const { family } of this.#kernels) targets.push(await this.#rig.target(toggle, family));
    const confirm = this.#random() < 0.5;
    if (this.#web.stdout) this.#order = once(this.#web.stdout, 'data');
    this.#web.stdin?.write(`${JSON.stringify({ targets, confirm })}\n`);
    await sleep(this.#random() * span);
    const victim = VICTIMS[Math.floor(this.#random() * VICTIMS.length)] ?? 'all';
    await this.#kill(victim);
    await this.#recover(this.#random() < 0.5);
    return victim;
  }

  async close(): Promise<void> {
    this.#web.kill('SIGKILL');
    await this.#web.ended;
  }

  async #kill(victim: Victim): Promise<void> {
    const guard = this.#rig.store.pending()?.guard;
    if ((victim === 'guard' || victim === 'all') && guard && runs(guard.pid)) process.kill(guard.pid, 'SIGKILL');
    if (victim === 'web' || victim === 'all') {
      this.#web.kill('SIGKILL');
      await this.#web.ended;
      this.#webRuns = false;
    }
    if (victim === 'helper' || victim === 'all') {
      await this.#rig.crash();
      this.#helperRuns = false;
    }
  }

  async #recover(late: boolean): Promise<void> {
    const { store } = this.#rig;
    // What was applied waits for its window; all else ends by itself, unless nobody is left to end it.
    const isOver = (): boolean => {
      const pending = store.pending();
      if (pending?.state === 'applied' && !store.decision(pending.id)) {
        store.setWindow(pending.id, { deadline: 0, length: 60_000 });
      }
      return pending === null;
    };
    if (!this.#helperRuns) {
      if (late) await eventually(isOver, 3000).catch(() => undefined);
      await this.#rig.restart();
      this.#helperRuns = true;
    }
    if (this.#webRuns) await this.#order;
    await eventually(async () => isOver() && !(await this.#isApplying()), 60_000);
    if (!this.#webRuns) this.#web = this.#startWeb();
    this.#webRuns = true;
  }

  /** Whether the helper still does what the web server that is gone asked for. */
  async #isApplying(): Promise<boolean> {
    const nothing = { family: 'ipv4' as const, base: '0'.repeat(64), text: '' };
    const { code } = await refusalOf(this.#rig.client.call('apply', { targets: [nothing], seconds: 60 }));
    return code !== 'staleBase';
  }

  #startWeb(): LongProcess {
    const argv = ['--input-type=module', '-e', WEB, join(import.meta.dirname, '../client.ts'), this.#rig.socket];
    return start({ program: 'node', argv, stdin: 'pipe', stdout: 'pipe', stderr: 'inherit' });
  }
}

describe.concurrent.each(['nft', 'legacy'] as const)('on %s', (backend) => {
  test.skipIf(!support[backend])(
    `fault 2: ${KILLS} kills, seed ${SEED}: the old rules or the new ones, whole, and nobody is left behind`,
    { timeout: 600_000 },
    async () => {
      const random = randomFrom(SEED * 2 + (backend === 'nft' ? 0 : 1));
      const namespace = await openNamespace();
      const kernels = [
        kernelIn(namespace, { backend, family: 'ipv4' }),
        kernelIn(namespace, { backend, family: 'ipv6' }),
      ];
      await kernels[0]?.restore(rules(TABLES));
      await kernels[1]?.restore(rules(['filter']));
      const mark = `oracle-${process.pid}-${backend}`;
      await markProcesses(namespace, mark);
      const rig = await startRig(namespace.pid, { backend });
      const ring = new Ring(rig, kernels, random);
      const counts: Record<string, number> = { old: 0, new: 0 };
      try {
        let before = await ring.rules();
        for (let kill = 0; kill < KILLS; kill++) {
          const victim = await ring.round(900);
          const after = await ring.rules();
          const others = hasMark(before)
            ? before.replaceAll(`-A OUTPUT ${MARK}\n`, '')
            : before.replaceAll(/^-A OUTPUT /gm, `-A OUTPUT ${MARK}\n$&`);
          const which = after === before ? 'old' : after === others ? 'new' : 'mixed';
          expect(which, `seed ${SEED}, kill ${kill} of ${victim}:\n${after}`).not.toBe('mixed');
          counts[which] = (counts[which] ?? 0) + 1;
          counts[victim] = (counts[victim] ?? 0) + 1;
          const left = () => orphans(mark, [namespace.pid, rig.pid, process.pid]);
          await eventually(() => left().length === 0, 10_000).catch(() =>
            expect(left(), `kill ${kill} of ${victim}`).toEqual([]),
          );
          before = after;
        }
      } finally {
        await ring.close();
        await rig.close();
        await namespace.close();
      }
      keepFigure({ what: 'kills', backend, seed: SEED, runs: KILLS, counts });
    },
  );
});
