import { join } from 'node:path';
import { FRESH_NAMESPACE, kubeRuleset, median, runTool, SERVICES, type Figure } from './measure.ts';

/** What the script inside the namespace measures, in milliseconds, in turns. */
interface Turns {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
  /** Restored, read back and compared. */
  readonly whole: readonly number[];
}

/** A change of one rule on a host with a kubernetes node's rules, against the bare tool fed with the same line. */
export function benchApplyOneRule(): readonly Figure[] {
  const text = kubeRuleset(SERVICES);
  const rules = text
    .split('\n')
    .filter((line) => line.startsWith('-A'))
    .length.toLocaleString('en');
  return (['nft', 'legacy'] as const).flatMap((backend) => {
    const inside = [
      process.execPath,
      '--disable-warning=ExperimentalWarning',
      join(import.meta.dirname, 'apply-in-namespace.ts'),
      backend,
    ];
    const turns = JSON.parse(runTool([...FRESH_NAMESPACE, ...inside], text)) as Turns;
    const [ours, theirs, whole] = [turns.ours, turns.theirs, turns.whole].map(median) as [number, number, number];
    const tool = `\`iptables-${backend}-restore --noflush\` of the same line`;
    const line = (what: string, took: number, goal: string): Figure => ({
      what: `a change of one rule among ${rules} ${what}, against ${tool}`,
      ours: `${took.toFixed(0)} ms`,
      theirs: `${theirs.toFixed(0)} ms`,
      ratio: took / theirs,
      goal,
    });
    return [line('restored', ours, '< 1.3'), line('restored, read back and compared', whole, '')];
  });
}
