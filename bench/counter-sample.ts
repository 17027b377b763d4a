import { join } from 'node:path';
import { kubeRuleset, median, runTool, type Figure } from './measure.ts';

/** What the script inside the namespace measures, in milliseconds, in turns. */
interface Turns {
  readonly ours: readonly number[];
  readonly theirs: readonly number[];
}

const IS_ROOT = process.getuid?.() === 0;
/** In a user namespace netlink's send buffer cannot be raised, and one transaction holds about 5,000 rules ("Message too long"). */
const SERVICES = IS_ROOT ? 5000 : 300;
const FRESH_NAMESPACE = IS_ROOT ? ['unshare', '-m', '-n', '--'] : ['unshare', '-Urm', '--', 'unshare', '-n', '--'];

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
