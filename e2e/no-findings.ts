import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './sluice.ts';

/** Says of a screen what axe finds wrong in both themes: the rule, the element and why. `part` is what is new on it. */
export async function expectNoFindings(page: Page, screen: string, part = 'body'): Promise<void> {
  const findings: string[] = [];
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await expect(page.locator('html')).toHaveAttribute('data-theme', theme);
    const axe = new AxeBuilder({ page }).include(part);
    // What else axe looks for does not depend on the theme.
    const { violations, passes } = await (theme === 'dark' ? axe.withRules('color-contrast') : axe).analyze();
    expect.soft(passes.length, `axe saw something of: ${screen}`).toBeGreaterThan(0);
    for (const { id, nodes } of violations) {
      for (const { target, failureSummary } of nodes) {
        findings.push(`${theme}: ${id}: ${target.join(' ')}: ${failureSummary ?? ''}`);
      }
    }
  }
  expect.soft(findings, screen).toEqual([]);
}
