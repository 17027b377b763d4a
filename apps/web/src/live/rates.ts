const STEPS = ['', 'k', 'M', 'G', 'T'] as const;

/** A rate in at most four characters and its unit: `1.1k packets/s`, `168 kB/s`. */
export function rateWords(rate: number, what: 'packets' | 'bytes'): { readonly number: string; readonly unit: string } {
  const { number, step } = shorten(rate);
  return what === 'packets' ? { number: `${number}${step}`, unit: 'packets/s' } : { number, unit: `${step}B/s` };
}

/** An amount in at most four characters and its unit: `84 kB`. */
export function sizeWords(bytes: bigint): string {
  const { number, step } = shorten(Number(bytes));
  return `${number} ${step}B`;
}

function shorten(value: number): { readonly number: string; readonly step: string } {
  let rest = value;
  let index = 0;
  while (rest >= 999.5 && index < STEPS.length - 1) {
    rest /= 1000;
    index++;
  }
  const digits = rest >= 9.95 || (index === 0 && Number.isInteger(rest)) ? 0 : 1;
  return { number: rest.toFixed(digits), step: STEPS[index] ?? '' };
}
