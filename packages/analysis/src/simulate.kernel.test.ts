import { readFileSync } from 'node:fs';
import { parseSave } from '@sluice/iptables';
import {
  BACKENDS,
  FAMILIES,
  protocolNumber,
  readOrdinal,
  type Backend,
  type Family,
  type Journey,
  type Packet,
  type Ruleset,
} from '@sluice/netfilter';
import {
  announceSkip,
  anyRoutedCase,
  kernelAvailable,
  PORTS,
  rulesetOf,
  testedOptions,
  withRouter,
  type RoutedCase,
  type RoutedFlow,
  type Router,
} from '@sluice/testkit';
import * as fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { simulate, type Question } from './index.ts';

/*
 * The simulator against the kernel: random rulesets of all tables, real packets through a router in namespaces, and then
 * every rule's and every policy's counter against what the simulator says each packet meets. SLUICE_LONG=1 asks hundreds;
 * SLUICE_SEED=7 asks the same ones again. A seed that once differed is kept in simulate.seeds.txt.
 */
const kernel = kernelAvailable();
const canAsk = kernel.nft && kernel.legacy;
if (!canAsk) announceSkip('the simulator against the kernel', kernel.reason ?? '');

const IS_LONG = process.env['SLUICE_LONG'] === '1';
const RUNS = IS_LONG ? 150 : 6;
const SEED = Number(process.env['SLUICE_SEED'] ?? (IS_LONG ? Date.now() % 1_000_000 : 1));

/** Lines of `ipv4 SEED`, each once found. */
const kept = readFileSync(new URL('simulate.seeds.txt', import.meta.url), 'utf8')
  .split('\n')
  .flatMap((line) => {
    const [, family = '', seed = ''] = /^(ipv[46]) (\d+)/.exec(line) ?? [];
    return seed === '' ? [] : [{ family: family as Family, seed: Number(seed) }];
  });

let nextPort = 20_000;

describe.skipIf(!canAsk).each(FAMILIES)('the kernel counts what the simulator says: %s', (family) => {
  it.each(BACKENDS)('%s', { timeout: 1_800_000 }, async (backend) => {
    await withRouter({ backend, family }, async (router) => {
      // Reports of multicast listeners go out for a while after a link came up.
      if (family === 'ipv6') await new Promise((resolve) => setTimeout(resolve, 3000));
      const cases = anyRoutedCase(family, router.addresses);
      const seeds = kept.filter((each) => each.family === family).map(({ seed }) => seed);
      const asked = [
        ...seeds.flatMap((seed) => fc.sample(cases, { numRuns: 1, seed })),
        ...fc.sample(cases, { numRuns: RUNS, seed: SEED }),
      ];
      for (const [at, each] of asked.entries()) {
        const first = await differences(router, each);
        // On a busy machine an answer may come too late: only what differs twice differs.
        const again = first.length > 0 ? await differences(router, each) : first;
        expect(again, `case ${at} of seed ${SEED}\n${each.text}\n${JSON.stringify(each.flows)}`).toEqual([]);
      }
    });
  });
});

test.each(FAMILIES)('the rules hold every option that has a test: %s', (family) => {
  const names = new Set(testedOptions(family).map(({ module, option }) => `${module} ${option.names[0]}`));
  expect(names.size).toBeGreaterThan(20);
});

/** `filter INPUT 1: kernel 3, simulator 2`. */
async function differences(router: Router, { text, flows }: RoutedCase): Promise<readonly string[]> {
  const { backend, family } = router.kernel;
  const loaded = await router.kernel.restore(text);
  const [, line = '0'] = /line:? (\d+)/.exec(loaded.stderr) ?? [];
  if (loaded.status !== 0) throw new Error(`${loaded.stderr}: ${text.split('\n')[Number(line) - 1]}`);
  const numbered = flows.map((each) => ({ ...each, fromPort: nextPort++ }));
  if (nextPort > 60_000) nextPort = 20_000;
  await Promise.all(
    (['client', 'machine'] as const).map(async (sender) => {
      const own = numbered.filter((each) => each.sender === sender);
      await router.send(
        sender,
        own.map(({ flow, fromPort }) => ({ ...flow, fromPort })),
      );
    }),
  );
  const counted = countersOf(parseSave(await router.kernel.save(), { family }).ruleset);
  const expected = new Expectation(rulesetOf(text, family), router, backend);
  for (const { fromPort, ...each } of numbered) expected.flow(each, fromPort);
  const keys = [...counted.keys()].filter((key) => counted.get(key) !== (expected.counts.get(key) ?? 0));
  // What nobody can know (which address a redirect takes) is no difference.
  if (expected.hasDoubt) return [];
  return keys.map((key) => `${key}: kernel ${counted.get(key)}, simulator ${expected.counts.get(key) ?? 0}`);
}

function countersOf(ruleset: Ruleset): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const table of ruleset.tables) {
    for (const { name, policy, counters, rules } of table.chains) {
      if (policy) counts.set(`${table.name} ${name} policy`, Number(counters?.packets ?? 0));
      for (const [at, rule] of rules.entries()) {
        counts.set(`${table.name} ${name} ${at + 1}`, Number(rule.counters?.packets ?? 0));
      }
    }
  }
  return counts;
}

type Towards = 'there' | 'back';
type OnePacket = Pick<Packet, 'protocol' | 'icmp' | 'tcpFlags' | 'length' | 'sourcePort' | 'destinationPort'>;

interface Sent {
  readonly journey: Journey;
  readonly towards: Towards;
  readonly from: string;
  readonly to: string;
  readonly links: { readonly in: string; readonly out: string };
  readonly packet: OnePacket;
}

const SYN = 2;
const RST_ACK = 20;

/** What the simulator says of flows, summed up as counters; with a memory of each connection. */
class Expectation {
  readonly counts = new Map<string, number>();
  hasDoubt = false;
  readonly #ruleset: Ruleset;
  readonly #router: Router;
  readonly #backend: Backend;
  #connection: { from: Towards; mark: number | null | undefined } | null = null;

  constructor(ruleset: Ruleset, router: Router, backend: Backend) {
    this.#ruleset = ruleset;
    this.#router = router;
    this.#backend = backend;
  }

  flow({ journey, flow }: RoutedFlow, fromPort: number): void {
    this.#connection = null;
    const head = this.#router.kernel.family === 'ipv4' ? 20 : 40;
    const udp = { protocol: 17, length: head + 16, icmp: null, tcpFlags: null };
    const tcp = (tcpFlags: number, length: number): OnePacket => ({
      protocol: 6,
      length: head + length,
      icmp: null,
      tcpFlags,
    });
    const ports = { sourcePort: fromPort, destinationPort: flow.toPort };
    const turned = { sourcePort: flow.toPort, destinationPort: fromPort };
    const wire = flow.to === this.#router.addresses.server ? 'lan0' : 'wan0';
    const there: Sent = {
      journey,
      towards: 'there',
      from: flow.from,
      to: flow.to,
      links: { in: 'wan0', out: journey === 'looped' ? 'lo' : wire },
      packet: { ...(flow.protocol === 'udp' ? udp : tcp(SYN, 40)), ...ports },
    };
    const back: Sent = {
      journey: journey === 'arriving' ? 'sent' : journey === 'sent' ? 'arriving' : journey,
      towards: 'back',
      from: flow.to,
      to: flow.from,
      links: journey === 'looped' ? { in: 'lo', out: 'lo' } : { in: wire, out: 'wan0' },
      packet: { ...(flow.protocol === 'udp' ? udp : tcp(RST_ACK, 20)), ...turned },
    };
    const isSilent = flow.protocol === 'udp' && (PORTS.sink as readonly number[]).includes(flow.toPort);
    if (!this.#send(there) || isSilent || !this.#send(back)) return;
    if (flow.protocol === 'udp' && this.#send(there)) this.#send(back);
  }

  /** Whether the packet is delivered; what a rule answers in its place is sent as well. */
  #send(sent: Sent): boolean {
    const { steps, endings, fate } = simulate(this.#ruleset, this.#question(sent), this.#backend);
    this.hasDoubt ||= steps.some((step) => !step.sure || (step.kind === 'rule' && step.answer === 'unknown'));
    for (const step of steps) {
      if (step.kind === 'policy') this.#count(`${step.table} ${step.hook} policy`);
      if (step.kind === 'rule' && step.answer === 'yes') {
        const { table, chain, index } = step.place;
        this.#count(`${table} ${chain} ${index + 1}`);
      }
    }
    const last = endings[0]?.packet;
    const isTracked = last?.states?.some((each) => each === 'NEW' || each === 'ESTABLISHED') === true;
    if (isTracked && (this.#connection || fate === 'accepted')) {
      this.#connection = { from: this.#connection?.from ?? sent.towards, mark: last?.connectionMark };
    }
    if (fate === 'rejected') this.#reject(sent, last?.connectionMark);
    return fate === 'accepted';
  }

  #count(key: string): void {
    this.counts.set(key, (this.counts.get(key) ?? 0) + 1);
  }

  #question({ journey, towards, from, to, links, packet }: Sent): Question {
    const { family } = this.#router.kernel;
    const known = this.#connection;
    const { server, wan, lan } = this.#router.addresses;
    return {
      journey,
      ...(known && { state: 'ESTABLISHED' }),
      routes: [
        { destination: server, out: 'lan0' },
        { destination: wan, out: 'here' },
        { destination: lan, out: 'here' },
      ],
      packet: {
        family,
        ...packet,
        source: readOrdinal(from, family),
        destination: readOrdinal(to, family),
        inInterface: links.in,
        outInterface: links.out,
        hopLimit: 64,
        tos: 0,
        ...(known && { connectionMark: known.mark, direction: known.from === towards ? 'ORIGINAL' : 'REPLY' }),
      },
    };
  }

  /** The ICMP error that REJECT sends: part of the packet's connection, which need not exist yet. */
  #reject({ journey, from, to, links, packet }: Sent, mark: number | null | undefined): void {
    const { family } = this.#router.kernel;
    const { wan, lan } = this.#router.addresses;
    const isV4 = family === 'ipv4';
    const own = links.in === 'lan0' ? lan : wan;
    const source = journey === 'forwarded' ? own : to;
    const question: Question = {
      journey: journey === 'looped' ? 'looped' : 'sent',
      state: 'RELATED',
      packet: {
        family,
        protocol: protocolNumber(isV4 ? 'icmp' : 'ipv6-icmp'),
        icmp: isV4 ? 3 * 256 + 3 : 256 + 4,
        sourcePort: null,
        destinationPort: null,
        tcpFlags: null,
        source: readOrdinal(source, family),
        destination: readOrdinal(from, family),
        outInterface: journey === 'looped' ? 'lo' : links.in,
        hopLimit: 64,
        // Precedence "internetwork control" (icmp_send in net/ipv4/icmp.c); IPv6 leaves the traffic class alone.
        tos: isV4 ? 0xc0 : 0,
        length: (isV4 ? 28 : 48) + (packet.length ?? 0),
        connectionMark: mark,
        direction: 'REPLY',
      },
    };
    const { steps } = simulate(this.#ruleset, question, this.#backend);
    for (const step of steps) {
      if (step.kind === 'policy') this.#count(`${step.table} ${step.hook} policy`);
      if (step.kind !== 'rule' || step.answer !== 'yes') continue;
      this.#count(`${step.place.table} ${step.place.chain} ${step.place.index + 1}`);
    }
  }
}
