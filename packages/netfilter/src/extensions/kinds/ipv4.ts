import { readNumber } from './number.ts';

/** A dotted IPv4 address as a 32-bit number, or undefined. iptables reads each part as it reads any number: `010` is 8. */
export function readIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    const byte = readNumber(part);
    if (byte === undefined || byte > 255) return undefined;
    value = value * 256 + byte;
  }
  return value;
}

/** An address as inet_pton reads it: four decimal parts without leading zeros. Targets read theirs so. */
export function readPlainIpv4(text: string): number | undefined {
  return /^(0|[1-9]\d*)(\.(0|[1-9]\d*)){3}$/.test(text) ? readIpv4(text) : undefined;
}

/** An address whose last parts may be missing: iptables takes them for zeros, `10.1` is 10.1.0.0. */
export function readShortIpv4(text: string): number | undefined {
  const whole = readIpv4(text);
  if (whole !== undefined) return whole;
  const missing = 4 - text.split('.').length;
  return missing > 0 ? readIpv4(text + '.0'.repeat(missing)) : undefined;
}

/**
 * An address as inet_aton reads it: the last of one to four parts fills what is left, `10.1` is 10.0.0.1. iptables asks
 * the host for what it cannot read itself, and so gets this.
 */
export function readClassicIpv4(text: string): number | undefined {
  const parts = text.split('.').map(readNumber);
  const last = parts.pop();
  if (parts.length > 3 || last === undefined) return undefined;
  let value = 0;
  for (const byte of parts) {
    if (byte === undefined || byte > 255) return undefined;
    value = value * 256 + byte;
  }
  const room = 256 ** (4 - parts.length);
  return last < room ? value * room + last : undefined;
}

/** The dotted form. */
export function printIpv4(value: number): string {
  return `${value >>> 24}.${(value >>> 16) & 255}.${(value >>> 8) & 255}.${value & 255}`;
}

/** The mask with that many leading ones. */
export function ipv4Mask(length: number): number {
  return length === 0 ? 0 : (0xffff_ffff << (32 - length)) >>> 0;
}

/** How many leading ones a mask has, or undefined when its ones are not in one piece. */
export function ipv4MaskLength(mask: number): number | undefined {
  const length = Math.clz32(~mask >>> 0);
  return ipv4Mask(length) === mask >>> 0 ? length : undefined;
}
