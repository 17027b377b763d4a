import { join } from 'node:path';
import { FRESH_NAMESPACE, kubeRuleset, median, runTool, SERVICES, type Figure } from './measure.ts';

/** What the script inside the namespace measures, in milliseconds, in turns. */
interface Turns {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

/**
 * One counter sample end to end (the helper's read and scan, the server's difference, the frame for the page) against
 * `iptables-save -c` alone, over a kubernetes node's rules in a namespace of its own.
 */
export function benchCounterSample(): readonly Figure[] {
  const text = kubeRuleset(SERVICES);
  const rules = text.split('\n').filter((line) => line.startsWith('-A')).length;
  const inside = [
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    join(import.meta.dirname, 'sample-in-namespace.ts'),
  ];
  const turns = JSON.parse(runTool([...FRESH_NAMESPACE, ...inside], text)) as Turns;
  const [ours, theirs] = [median(turns.ours), median(turns.theirs)];
  return [
    {
      what: `a counter sample of ${rules.toLocaleString('en')} rules end to end, against \`iptables-nft-save -c\` alone`,
      ours: `${ours.toFixed(0)} ms`,
      theirs: `${theirs.toFixed(0)} ms`,
      ratio: ours / theirs,
      goal: '< 1.15',
    },
  ];
}
