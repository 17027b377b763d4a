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
import { eventually, startRig, type Rig } from '../testing/rig.ts';

/*
 * Four others who add, delete, replace and flush while changes are applied, kept and rolled back: no rule of theirs is
 * lost, and none comes back that they took away. `npm run oracle` does it a thousand times on each backend.
 */

const support = kernelAvailable();
if (support.reason !== undefined) announceSkip('rivals on a real kernel', support.reason);

const APPLIES = Number(process.env['SLUICE_RUNS'] ?? (LONG ? 250 : 12));
const PAUSE = 40;

const RULES = `*filter
:INPUT ACCEPT [0:0]
:ADDER - [0:0]
:DELETER - [0:0]
:REPLACER - [0:0]
:FLUSHER - [0:0]
-A INPUT -i lo -j ACCEPT
-A INPUT -j ADDER
-A INPUT -j DELETER
-A INPUT -j REPLACER
-A INPUT -j FLUSHER
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`;

/** A program that writes rules of its own, and knows what must be there when it rests. */
interface Rival {
  /** Its rules, as iptables-save prints them, in any order. */
  readonly expected: () => readonly string[];
  /** Writes once. */
  turn(): Promise<void>;
}

const NAMES = ['ADDER', 'DELETER', 'REPLACER', 'FLUSHER'] as const;

/** Does one turn of a rival in its chain: `mine` is what must be there, `next` an address that nobody had. */
type Turn = (chain: string, mine: string[], next: () => string) => Promise<void>;

function makeRival(name: (typeof NAMES)[number], work: Turn): Rival {
  const mine: string[] = [];
  let made = 0;
  const next = (): string => `10.${NAMES.indexOf(name)}.${made >> 8}.${made++ & 255}`;
  return {
    expected: () => mine.map((address) => `-s ${address}/32 -j DROP`),
    turn: () => work(name, mine, next),
  };
}

const rule = (address: string): readonly string[] => ['-s', address, '-j', 'DROP'];

/** What each rival does at a turn. Rules are told apart by an address that none has twice. */
function makeRivals(kernel: Kernel, random: () => number): readonly Rival[] {
  const must = async (...words: readonly string[]): Promise<void> => {
    const { status, stderr } = await kernel.run([kernel.tool(''), '-w', '60', ...words], { timeoutMs: 90_000 });
    expect({ words, status, stderr }).toEqual({ words, status: 0, stderr: '' });
  };
  return [
    makeRival('ADDER', async (chain, mine, next) => {
      const address = next();
      // Also in the chain that is ours and everybody's.
      const where = random() < 0.5 ? ['-I', 'INPUT', String(1 + Math.floor(random() * 3))] : ['-A', chain];
      await must(...where, ...rule(address));
      mine.push(address);
    }),
    makeRival('DELETER', async (_chain, mine, next) => {
      const address = next();
      await must('-A', 'INPUT', ...rule(address));
      mine.push(address);
      if (mine.length < 4) return;
      const [gone = ''] = mine.splice(Math.floor(random() * mine.length), 1);
      await must('-D', 'INPUT', ...rule(gone));
    }),
    makeRival('REPLACER', async (chain, mine, next) => {
      const address = next();
      if (mine.length === 0) await must('-A', chain, ...rule(address));
      else await must('-R', chain, '1', ...rule(address));
      mine.splice(0, 1, address);
    }),
    makeRival('FLUSHER', async (chain, mine, next) => {
      await must('-F', chain);
      mine.length = 0;
      for (let count = Math.floor(random() * 3); count > 0; count--) {
        const address = next();
        await must('-A', chain, ...rule(address));
        mine.push(address);
      }
    }),
  ];
}

/** The rivals at work: all at once, whenever they may. */
class Crowd {
  readonly #rivals: readonly Rival[];
  readonly #work: Promise<unknown>;
  #over = false;
  #resting = false;
  #busy = 0;
  turns = 0;

  constructor(rivals: readonly Rival[]) {
    this.#rivals = rivals;
    this.#work = Promise.all(rivals.map((rival) => this.#goOn(rival)));
  }

  /** What must be there when all rest. */
  expected(): readonly string[] {
    return this.#rivals.flatMap((rival) => rival.expected());
  }

  async rest(): Promise<void> {
    this.#resting = true;
    await eventually(() => this.#busy === 0, 60_000);
  }

  wake(): void {
    this.#resting = false;
  }

  async stop(): Promise<void> {
    this.#over = true;
    await this.#work;
  }

  async #goOn(rival: Rival): Promise<void> {
    while (!this.#over) {
      if (!this.#resting) {
        this.#busy++;
        await rival.turn().finally(() => this.#busy--);
        this.turns++;
      }
      await sleep(PAUSE);
    }
  }
}

/**
 * Puts a rule before the one for ssh and takes the one of before away; keeps some changes, rolls others back. The crowd
 * rests until the plan is made, which is refused on rules that changed, and from then on writes as fast as it can.
 */
async function applyOften(rig: Rig, crowd: Crowd, random: () => number) {
  const seen = { kept: 0, 'rolled back': 0 };
  let ours = -1;
  for (let at = 0; at < APPLIES; at++) {
    const words = `-p udp -m udp --dport ${5000 + at} -j ACCEPT`;
    await crowd.rest();
    const target = await rig.target((text) =>
      text
        .replace(/^\S+ -A INPUT -p udp .*\n/gm, '')
        .replace(/^\S+ -A INPUT -p tcp -m tcp --dport 22/m, `-A INPUT ${words}\n$&`),
    );
    const applied = rig.client.call('apply', { targets: [target], seconds: 60 });
    await Promise.race([applied, eventually(() => rig.store.pending() !== null, 60_000)]);
    crowd.wake();
    const { id } = await applied;
    const keep = random() < 0.5;
    await rig.client.call(keep ? 'confirm' : 'rollback', { id });
    seen[keep ? 'kept' : 'rolled back']++;
    if (keep) ours = 5000 + at;
  }
  return { seen, ours };
}

describe.concurrent.each(['nft', 'legacy'] as const)('on %s', (backend) => {
  test.skipIf(!support[backend])(
    `fault 8: ${APPLIES} applies beside four rivals, seed ${SEED}: none of their rules is lost, none comes back`,
    { timeout: 600_000 },
    async () => {
      const random = randomFrom(SEED * 2 + (backend === 'nft' ? 0 : 1));
      const namespace = await openNamespace();
      const kernel = kernelIn(namespace, { backend, family: 'ipv4' });
      await kernel.restore(RULES);
      const rig = await startRig(namespace.pid, { backend });
      const crowd = new Crowd(makeRivals(kernel, randomFrom(SEED * 2 + 7)));
      try {
        const { seen, ours } = await applyOften(rig, crowd, random);
        await crowd.stop();
        const saved = (await kernel.save()).split('\n');
        const theirs = saved.flatMap((line) => /-A \w+ (-s 10\.\S+ -j DROP)$/.exec(line)?.[1] ?? []);
        expect(theirs.toSorted()).toEqual(crowd.expected().toSorted());
        const own = saved.flatMap((line) => /-p udp -m udp --dport (\d+) /.exec(line)?.[1] ?? []);
        expect(own.map(Number)).toEqual(ours < 0 ? [] : [ours]);
        const counts = { ...seen, 'turns of rivals': crowd.turns };
        keepFigure({ what: 'rivals', backend, seed: SEED, runs: APPLIES, counts });
      } finally {
        await crowd.stop();
        await rig.close();
        await namespace.close();
      }
    },
  );
});
