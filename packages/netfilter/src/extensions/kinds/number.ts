import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { span } from '../../packet/value-set.ts';

/**
 * A whole number as iptables reads one (strtoul with base 0): `10`, `0x1f`, `017` for 15; blanks and a plus may stand
 * before it.
 */
export function readNumber(word: string): number | undefined {
  // Nearly every number is one of these.
  if (/^(?:0|[1-9]\d{0,14})$/.test(word)) return Number(word);
  const [, digits] = /^[ \t\n\v\f\r]*\+?(0x[\da-f]+|\d+)$/i.exec(word) ?? [];
  if (digits === undefined) return undefined;
  if (!digits.startsWith('0') || /^0x/i.test(digits)) return Number(digits);
  return /^[0-7]+$/.test(digits) ? Number.parseInt(digits, 8) : undefined;
}

interface Bounds {
  readonly min?: number;
  readonly max: number;
  readonly hex?: boolean;
  /** The tool keeps only so many low bits of a greater number. */
  readonly bits?: 8 | 16;
}

/** A whole number within bounds. */
export function number(bounds: Bounds): Kind<number> {
  const { min = 0, max, hex = false, bits = 32 } = bounds;
  const printNumber = (value: number): string => (hex ? `0x${value.toString(16)}` : String(value));
  return {
    words: 1,
    quoting: 'never',
    like: [printNumber(Math.min(Math.max(min, 10), max))],
    parse([word = '']) {
      const value = readNumber(word);
      if (value === undefined || value < min || value > max) {
        return refuse({ found: word, want: `a whole number from ${min} to ${max}` });
      }
      return ok(value % 2 ** bits);
    },
    covers: (value) => span(value),
    print: (value) => [printNumber(value)],
    read: (value) => String(value),
  };
}

interface Span {
  readonly from: number;
  readonly to: number;
}

interface SpanStyle extends Bounds {
  /** Between the two numbers. */
  readonly separator: ':' | '-';
  /** Printed even when both ends are equal. */
  readonly both?: boolean;
  /** The tool takes the greater number first, too. */
  readonly order?: 'any';
}

/** One number or a range of them: `5`, `5:9`, `:9`, `5:`. */
export function numberRange(style: SpanStyle): Kind<Span> {
  const { min = 0, max, separator } = style;
  const want = `a whole number from ${min} to ${max}, or two with ${separator} between them, the smaller first`;
  return {
    words: 1,
    quoting: 'never',
    like: [`${Math.min(Math.max(min, 10), max - 1)}${separator}${Math.min(Math.max(min, 10) + 10, max)}`],
    parse([word = '']) {
      const parts = word.split(separator);
      const [low = '', high] = parts;
      const from = low === '' && high !== undefined ? min : readNumber(low);
      const to = high === undefined ? from : high === '' ? max : readNumber(high);
      if (parts.length > 2 || from === undefined || to === undefined) {
        return refuse({ found: word, want });
      }
      const isUpsideDown = from > to && style.order !== 'any';
      return Math.min(from, to) < min || Math.max(from, to) > max || isUpsideDown
        ? refuse({ found: word, want })
        : ok({ from, to });
    },
    covers: ({ from, to }) => span(from, to),
    print: ({ from, to }) => [from === to && !style.both ? String(from) : `${from}${separator}${to}`],
    read: ({ from, to }) => (from === to ? String(from) : `${from} to ${to}`),
    brief: ({ from, to }) => (from === to ? String(from) : `${from}${separator}${to}`),
  };
}

/** The same number as a limit: what lies below it. */
export function below(kind: Kind<number>): Kind<number> {
  return { ...kind, covers: (value) => span(0, value - 1) };
}

/** The same number as a limit: what lies above it. */
export function above(kind: Kind<number>, highest: number): Kind<number> {
  return { ...kind, covers: (value) => span(value + 1, highest) };
}
