/** An IPv4 address as a 32-bit number, or undefined. All four parts are decimal. */
export function readIpv4(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4) return undefined;
  let value = 0;
  for (const part of parts) {
    if (!/^\d{1,3}$/.test(part) || Number(part) > 255) return undefined;
    value = value * 256 + Number(part);
  }
  return value;
}

/** The dotted form. */
export function printIpv4(value: number): string {
  return [value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255].join('.');
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
