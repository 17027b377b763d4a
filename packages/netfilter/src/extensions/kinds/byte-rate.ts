import { readNumber } from './number.ts';

const U32 = 0xffff_ffff;

/** The kernel counts bytes in pieces of sixteen. */
const PIECE = 16;

const UNITS = [
  { suffix: 'm', bytes: 1024 * 1024 },
  { suffix: 'k', bytes: 1024 },
  { suffix: '', bytes: 1 },
] as const;

/** A rate in bytes as the kernel keeps it: what one piece costs. */
export type ByteCost = number;

/** So many bytes: `512`, `512kb`, `1mb`; the `b` may be missing. Undefined when it is none. */
export function readBytes(word: string): number | undefined {
  const [, digits, suffix] = /^(\d+)([km]?)b?$/.exec(word) ?? [];
  const unit = UNITS.find((each) => each.suffix === suffix);
  return digits === undefined || !unit ? undefined : Number(digits) * unit.bytes;
}

/** A burst, whose digits may be octal or hexadecimal: `0x10`, `512kb`. Undefined when it is none. */
export function readBurst(word: string): number | undefined {
  const [, digits = '', suffix] = /^(0x[\da-f]+|\d+)([km]?)b?$/i.exec(word) ?? [];
  const count = readNumber(digits);
  const unit = UNITS.find((each) => each.suffix === suffix);
  return count === undefined || !unit ? undefined : count * unit.bytes;
}

/** The greatest unit that leaves something before it, rounded down. */
export function printBytes(bytes: number): string {
  const unit = UNITS.find((each) => bytes >= each.bytes) ?? UNITS[2];
  return `${Math.floor(bytes / unit.bytes)}${unit.suffix}b`;
}

function costOf(bytes: number): ByteCost {
  return Math.floor(U32 / (Math.floor(bytes / PIECE) + 1));
}

/** How many bytes a second a cost stands for. */
export function bytesOfCost(cost: ByteCost): number {
  return (Math.floor(U32 / cost) - 1) * PIECE;
}

/** `512kb/s`, or undefined: less than a piece would be printed as 0b/s, and the kernel refuses a cost below two. */
export function readByteRate(word: string): ByteCost | undefined {
  const bytes = word.endsWith('b/s') ? readBytes(word.slice(0, -2)) : undefined;
  const cost = bytes === undefined || bytes < PIECE ? 0 : costOf(bytes);
  return cost < 2 ? undefined : cost;
}

/** The rate in the greatest unit that means the same cost (libxt_hashlimit's arithmetic). */
export function printByteRate(cost: ByteCost): string {
  const bytes = bytesOfCost(cost);
  // The tool rounds in 32 bits, so that it finds no unit for what is greater.
  const low = bytes % (U32 + 1);
  const isExact = (unit: number): boolean => bytes >= unit && costOf(Math.floor(low / unit) * unit) === cost;
  const unit = UNITS.find((each) => each.bytes > 1 && isExact(each.bytes)) ?? UNITS[2];
  return `${Math.floor(bytes / unit.bytes)}${unit.suffix}b/s`;
}
