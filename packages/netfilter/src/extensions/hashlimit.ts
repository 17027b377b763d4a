import type { Family } from '../family.ts';
import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition, type OptionProblem } from './definition.ts';
import type { Kind } from './kind.ts';
import { bytesOfCost, printBytes, readBurst, readByteRate } from './kinds/byte-rate.ts';
import { flag } from './kinds/flag.ts';
import { burst, hashRate, MOST_PACKETS, packetRate } from './kinds/hash-rate.ts';
import { maskLength } from './kinds/mask-length.ts';
import { number } from './kinds/number.ts';
import { listed } from './kinds/ports.ts';
import { secondsOfRate } from './kinds/rate.ts';
import { text } from './kinds/text.ts';
import { wordSet } from './kinds/words.ts';
import { withoutNegation } from './opposites.ts';

const U32 = 0xffff_ffff;
const BOUNDS = ['--hashlimit-upto', '--hashlimit-above'] as const;
const EXPIRE = '--hashlimit-htable-expire';
const INTERVAL = '--hashlimit-rate-interval';
const DEFAULT_BURST = 5;

/** The values that follow from the rate: an absent member leaves the option as it stands. */
interface Derived {
  readonly rate: string;
  readonly burst: string | null;
  /** The time after which an entry is forgotten, and the one that the printed rate implies. */
  readonly expire: number;
  readonly impliedExpire: number;
  readonly interval: number;
}

const valueOf = (options: readonly OptionUse[], name: string): string | undefined =>
  options.find((use) => use.name === name)?.values[0];

/** What the tool computes from a rate of packets: an entry lives for one unit of the rate. */
function fromPackets(options: readonly OptionUse[], rate: string): Derived | null {
  const period = packetRate.parse([rate], 'ipv4');
  if (!period.ok) return null;
  const seconds = secondsOfRate(rate);
  const isMatched = options.some(({ name }) => name === '--hashlimit-rate-match');
  const stored = Math.max(1, isMatched ? Math.floor(period.value / seconds) : period.value);
  const [printed = rate] = packetRate.print(stored, 'ipv4');
  const given = readBurst(valueOf(options, '--hashlimit-burst') ?? '') ?? DEFAULT_BURST;
  return {
    rate: printed,
    burst: String(given),
    expire: seconds * 1000,
    impliedExpire: secondsOfRate(printed) * 1000,
    interval: seconds,
  };
}

/** What it computes from a rate of bytes: a burst is a whole number of seconds, kept in 32 bits. */
function fromBytes(options: readonly OptionUse[], rate: string): Derived | null {
  const cost = readByteRate(rate);
  if (cost === undefined) return null;
  const given = readBurst(valueOf(options, '--hashlimit-burst') ?? '');
  const unit = bytesOfCost(cost);
  const expire = given === undefined ? 15_000 : 60_000;
  return {
    rate,
    burst: given === undefined ? null : printBytes(unit * Math.ceil((given % (U32 + 1)) / unit)),
    expire,
    impliedExpire: expire,
    interval: 1,
  };
}

/** The options as the tool stores and prints them. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  const stored = withoutNegation(options, BOUNDS);
  const bound = stored.find(({ name }) => name === BOUNDS[0] || name === BOUNDS[1]);
  const [rate = ''] = bound?.values ?? [];
  const derived = rate.endsWith('b/s') ? fromBytes(stored, rate) : fromPackets(stored, rate);
  if (!bound || !derived) return stored;
  const isMatched = stored.some(({ name }) => name === '--hashlimit-rate-match');
  const expire = Number(valueOf(stored, EXPIRE) ?? derived.expire);
  const interval = Number(valueOf(stored, INTERVAL) ?? derived.interval);
  const said: readonly (readonly [string, string | null])[] = [
    [bound.name, derived.rate],
    ['--hashlimit-burst', derived.burst],
    [EXPIRE, expire === derived.impliedExpire ? null : String(expire)],
    [INTERVAL, isMatched && interval !== 1 ? String(interval) : null],
  ];
  const others = stored.filter(({ name }) => said.every(([derivedName]) => derivedName !== name));
  const own = said.flatMap(([name, value]) => (value === null ? [] : [{ name, negated: false, values: [value] }]));
  return [...others, ...own];
}

/** How many credits a second has in kernels of 250 and 1000 ticks a second (xt_hashlimit.c). */
const CREDITS = BigInt(137_438_953);

/** As the kernel computes them: in 64 bits. */
function creditsOf(parts: bigint): bigint {
  return BigInt.asUintN(64, BigInt.asUintN(64, parts) * CREDITS);
}

/** The kernel refuses a burst whose credits run over to less than one packet's. */
function runsOver(period: number, packets: number): boolean {
  return creditsOf(BigInt(period) * BigInt(packets)) < creditsOf(BigInt(period));
}

function burstProblem(options: readonly OptionUse[], rate: string): string | null {
  const amount = readBurst(valueOf(options, '--hashlimit-burst') ?? String(DEFAULT_BURST));
  const isGiven = options.some(({ name }) => name === '--hashlimit-burst');
  const cost = readByteRate(rate);
  if (amount === undefined) return null;
  if (cost !== undefined) {
    const least = bytesOfCost(cost);
    return isGiven && amount % (U32 + 1) < least ? `at least ${printBytes(least)}, as much as in a second` : null;
  }
  const period = packetRate.parse([rate], 'ipv4');
  const isMatched = options.some(({ name }) => name === '--hashlimit-rate-match');
  if (amount > MOST_PACKETS) return `at most ${MOST_PACKETS} packets`;
  return period.ok && !isMatched && runsOver(period.value, amount) ? 'fewer packets, or a faster rate' : null;
}

const PARTS: Readonly<Record<string, string>> = {
  srcip: 'source address',
  srcport: 'source port',
  dstip: 'destination address',
  dstport: 'destination port',
};

/** Parts of a packet that get a rate of their own. */
const countedParts: Kind<readonly string[]> = {
  ...wordSet({ order: Object.keys(PARTS), case: 'exact', separators: ',|', empty: 'all' }),
  read: (words) =>
    listed(
      words.map((word) => PARTS[word] ?? word),
      'and',
    ),
};

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const rate = valueOf(options, BOUNDS[0]) ?? valueOf(options, BOUNDS[1]) ?? '';
  const want = burstProblem(options, rate);
  const found = valueOf(options, '--hashlimit-burst') ?? String(DEFAULT_BURST);
  return want === null ? null : { option: '--hashlimit-burst', found, want };
}

const wholeAddress = (family: Family): string => (family === 'ipv4' ? '32' : '128');

function mask(name: string, reads: string): OptionDefinition {
  return { names: [name], kind: maskLength, omits: wholeAddress, detail: true, reads };
}

function detail(name: string, min: number, reads: string, omits?: string): OptionDefinition {
  return { names: [name], kind: number({ min, max: U32 }), detail: true, reads, ...(omits !== undefined && { omits }) };
}

/** `-m hashlimit`: a rate for each address, port or pair of them. */
export const hashlimit = defineMatch({
  name: 'hashlimit',
  help: 'A rate for each address, port or pair of them',
  varies: true,
  isPace: true,
  requires: [BOUNDS, ['--hashlimit-name']],
  excludes: [BOUNDS],
  completes: asStored,
  problem,
  options: [
    {
      names: ['--hashlimit-upto', '--hashlimit'],
      kind: hashRate,
      negatable: true,
      label: 'limit',
      reads: 'at most {}',
      readsNot: 'beyond {}',
    },
    {
      names: ['--hashlimit-above'],
      kind: hashRate,
      negatable: true,
      label: 'beyond',
      reads: 'beyond {}',
      readsNot: 'at most {}',
    },
    { names: ['--hashlimit-burst'], kind: burst, detail: true, reads: 'after the first {}' },
    {
      names: ['--hashlimit-mode'],
      kind: countedParts,
      omits: '',
      label: 'per',
      reads: 'counted for each {}',
    },
    {
      names: ['--hashlimit-name'],
      kind: text({ quoting: 'never', min: 1, max: 254, not: /^\.{1,2}$|\// }),
      detail: true,
      reads: 'in the table {}',
    },
    detail('--hashlimit-htable-size', 0, 'with {} buckets', '0'),
    detail('--hashlimit-htable-max', 0, 'of at most {} entries', '0'),
    detail('--hashlimit-htable-gcinterval', 1, 'cleaned every {} ms', '1000'),
    detail(EXPIRE, 1, 'forgotten after {} ms'),
    mask('--hashlimit-srcmask', 'sources counted by networks of length {}'),
    mask('--hashlimit-dstmask', 'destinations counted by networks of length {}'),
    { names: ['--hashlimit-rate-match'], kind: flag, detail: true, reads: 'by the rate alone' },
    detail(INTERVAL, 1, 'over {} seconds'),
  ],
});
