import { examineHost } from '@sluice/helper';
import { findingsOf, type Finding } from './doctor-findings.ts';
import { EXIT } from './exit-codes.ts';
import type { Output } from './text-verbs.ts';

/** `doctor`: what is missing on this machine, what is risky, and what to do. Changes nothing; gives the exit code. */
export async function doctor({ json }: { readonly json: boolean }, out: Output): Promise<number> {
  const findings = findingsOf(await examineHost());
  out.write(json ? `${JSON.stringify({ findings }, null, 2)}\n` : findings.map(describe).join(''));
  return findings.some(({ level }) => level === 'missing') ? EXIT.refused : EXIT.done;
}

const MARKS: Readonly<Record<Finding['level'], string>> = { good: 'ok     ', risk: 'risk   ', missing: 'missing' };

function describe({ level, what, advice }: Finding): string {
  return `${MARKS[level]}  ${what}\n${advice === undefined ? '' : `         → ${advice}\n`}`;
}
