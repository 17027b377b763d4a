import { numberRange } from './number.ts';

const U32 = 0xffff_ffff;

/** The range that means every index, which the tool does not print. */
export const EVERY_SPI = `0:${U32}`;

/** Security parameter indexes; the tool does not look at their order. */
export const spiRange = numberRange({ max: U32, separator: ':', order: 'any' });
