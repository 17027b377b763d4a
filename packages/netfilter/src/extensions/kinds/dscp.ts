import { number } from './number.ts';

/** Names of code points, each with its value. */
const CLASSES: Readonly<Record<string, number>> = {
  cs0: 0x00,
  cs1: 0x08,
  cs2: 0x10,
  cs3: 0x18,
  cs4: 0x20,
  cs5: 0x28,
  cs6: 0x30,
  cs7: 0x38,
  be: 0x00,
  af11: 0x0a,
  af12: 0x0c,
  af13: 0x0e,
  af21: 0x12,
  af22: 0x14,
  af23: 0x16,
  af31: 0x1a,
  af32: 0x1c,
  af33: 0x1e,
  af41: 0x22,
  af42: 0x24,
  af43: 0x26,
  ef: 0x2e,
};

const twoDigits = (value: number): string => `0x${value.toString(16).padStart(2, '0')}`;

/** A differentiated services code point. */
export const dscp: ReturnType<typeof number> = {
  ...number({ max: 63 }),
  // The six upper bits of the Type of Service byte.
  covers: (value) => ({ kind: 'bits', mask: 0xfc, value: value << 2 }),
  print: (value) => [twoDigits(value)],
  read(value) {
    const name = Object.keys(CLASSES).find((each) => CLASSES[each] === value);
    return name === undefined ? twoDigits(value) : name.toUpperCase();
  },
};

/** What the name of a class should be. */
export const CLASS_WANT = 'a class like EF, BE, CS0 to CS7 or AF11 to AF43';

/** The code point of a class, as words of an option; the tool looks at no more letters than the name has. */
export function classWords(word: string): readonly string[] | null {
  const lower = word.toLowerCase();
  const name = Object.keys(CLASSES).find((each) => lower.startsWith(each));
  return name === undefined ? null : [twoDigits(CLASSES[name] ?? 0)];
}
