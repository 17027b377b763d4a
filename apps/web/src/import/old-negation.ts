import type { Diagnostic } from '@sluice/iptables';

/** What was done where `!` stands behind its option, as iptables before 1.4.3 took it. */
export const MENDED = 'The ! stood behind its option, which iptables refuses today. It was put before it.';

/** A line with each `!` that the remarks are about put before the option that it stands behind. */
export function mendNegation(text: string, remarks: readonly Pick<Diagnostic, 'column'>[]): string {
  const columns = remarks.map(({ column }) => column).toSorted((a, b) => b - a);
  return columns.reduce((line, column) => {
    const before = line.slice(0, column - 1).trimEnd();
    const option = before.lastIndexOf(' ') + 1;
    const behind = line.slice(column).trimStart();
    return `${before.slice(0, option)}! ${before.slice(option)} ${behind}`;
  }, text);
}
