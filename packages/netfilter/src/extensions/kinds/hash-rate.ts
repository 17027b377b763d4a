import { ok, refuse } from '../../result.ts';
import type { AmountUnit, Kind } from '../kind.ts';
import { bytesOfCost, printBytes, printByteRate, readBurst, readByteRate, type ByteCost } from './byte-rate.ts';
import { readNumber } from './number.ts';
import { RATE_UNITS, rateOf, type Period } from './rate.ts';

/** A rate of hashlimit: packets with the time between them, or bytes with the cost of a piece. */
export type HashRate = { readonly period: Period } | { readonly cost: ByteCost };

/** The kernel counts a millionth of a second for packets. */
export const packetRate: Kind<Period> = rateOf(1_000_000);

const BYTE_UNITS: readonly AmountUnit[] = [
  { suffix: 'b/s', name: 'bytes per second' },
  { suffix: 'kb/s', name: 'kB per second' },
  { suffix: 'mb/s', name: 'MB per second' },
];

/** Packets or bytes in a time: `10/sec`, `512kb/s`. */
export const hashRate: Kind<HashRate> = {
  words: 1,
  asks: [{ by: 'amount', units: [...RATE_UNITS, ...BYTE_UNITS] }],
  quoting: 'never',
  like: ['10/sec', '512kb/s'],
  parse(words, family) {
    const [word = ''] = words;
    const cost = readByteRate(word);
    if (cost !== undefined) return ok({ cost });
    const period = packetRate.parse(words, family);
    return period.ok
      ? ok({ period: period.value })
      : refuse({ found: word, want: 'a rate like 10/second, 5/minute or 512kb/s (from 16b/s)' });
  },
  print: (value, family) => ('cost' in value ? [printByteRate(value.cost)] : packetRate.print(value.period, family)),
  read: (value) =>
    'cost' in value ? `${printBytes(bytesOfCost(value.cost))} per second` : packetRate.read(value.period),
  brief: (value) =>
    'cost' in value ? printByteRate(value.cost) : (packetRate.brief?.(value.period) ?? packetRate.read(value.period)),
};

/** The most packets of a burst. */
export const MOST_PACKETS = 1_000_000;

/** How many packets, or how many bytes, may come at once: `5`, `1mb`. Bytes keep their unit. */
export const burst: Kind<string> = {
  words: 1,
  quoting: 'never',
  like: ['5', '512kb'],
  parse([word = '']) {
    const amount = readBurst(word);
    const isPlain = readNumber(word) !== undefined;
    if (amount === undefined || amount < 1 || (isPlain && amount > MOST_PACKETS)) {
      return refuse({ found: word, want: `a number from 1 to ${MOST_PACKETS}, or bytes like 512kb or 2mb` });
    }
    return ok(isPlain ? String(amount) : word);
  },
  print: (value) => [value],
  read: (value) => value,
};
