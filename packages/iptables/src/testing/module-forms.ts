import type { Family } from '@sluice/netfilter';
import { describe, expect, it } from 'vitest';
import { checkRuleText, printSpec, readSpec } from '../index.ts';

const BOTH = ['ipv4', 'ipv6'] as const;
/** The words are read in IPv4 alone, or are printed otherwise in IPv6. */
export const V4 = ['ipv4'] as const;
/** The same of IPv6. */
export const V6 = ['ipv6'] as const;

/**
 * What a person writes, and what iptables-save 1.8.9 of both backends prints for it on kernel 6.18; null where
 * they refuse it. The same words where there is one column.
 */
export type Row = readonly [written: string, saved?: string | null | undefined, families?: readonly Family[]];

/** Tests that each form is read and printed as the tools do. */
export function checkForms(forms: Readonly<Record<string, readonly Row[]>>): void {
  describe.each(Object.entries(forms))('%s', (_name, rows) => {
    const cases = rows.flatMap(([written, saved = written, families = BOTH]) =>
      families.map((family) => ({ written, saved, family })),
    );

    it.each(cases)('$written ($family)', ({ written, saved, family }) => {
      const errors = checkRuleText(written, { family }).filter(({ severity }) => severity === 'error');
      if (saved === null) return expect(errors).not.toEqual([]);
      expect(errors).toEqual([]);
      expect(printSpec(readSpec(written), { family })).toBe(saved);
      expect(printSpec(readSpec(saved), { family })).toBe(saved);
    });
  });
}
