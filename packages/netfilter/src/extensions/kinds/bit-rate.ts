import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';

const U32 = 0xffff_ffff;
const BYTE = 8;
const STEPS = ['', 'k', 'm', 'g', 't'];
const FORM = /^(\d+\.?\d*|\.\d+)(?:([kmgt]?)(i?)(bit|bps))?$/i;

/** Bytes a second of `5kbit`, `1MiBps` or a bare number, of which the tool takes an eighth; undefined when it is none. */
function readBitRate(word: string): number | undefined {
  const [, digits, step = '', binary = '', unit = 'bit'] = FORM.exec(word) ?? [];
  if (digits === undefined || (binary !== '' && step === '')) return undefined;
  const scale = (binary === '' ? 1000 : 1024) ** STEPS.indexOf(step.toLowerCase());
  const bits = Number(digits) * scale * (unit.toLowerCase() === 'bps' ? BYTE : 1);
  return Math.min(Math.floor(bits / BYTE), U32);
}

/** Bits a second in the greatest unit of which there are a thousand (the same arithmetic as libxt_rateest's). */
function printBitRate(bytes: number): string {
  const bits = bytes * BYTE;
  if (bits >= 1e9) return `${Math.round(bits / 1e6)}Mbit`;
  return bits >= 1e6 ? `${Math.round(bits / 1e3)}Kbit` : `${bits}bit`;
}

/** A rate in bits. */
export const bitRate: Kind<string> = {
  words: 1,
  optional: true,
  quoting: 'never',
  like: ['500kbit', '10Mbit'],
  parse([word = '']) {
    const bytes = readBitRate(word);
    return bytes === undefined
      ? refuse({ found: word, want: 'a rate like 8bit, 500kbit, 10Mbit or 1MBps' })
      : ok(printBitRate(bytes));
  },
  print: (value) => [value],
  read: (value) => `${value} per second`,
};
