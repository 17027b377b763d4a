import { parseSave, printDocument } from '@sluice/iptables';
import { kubeRuleset, median, runTool, timed, type Figure } from './measure.ts';

const ROUNDS = 9;

/** Parse and print of a kubernetes node's rules, against the tool's own parse of the same text (`--test`). */
export function benchParsePrint(): readonly Figure[] {
  const text = kubeRuleset(5000);
  const rules = text.split('\n').filter((line) => line.startsWith('-A')).length;
  const ours: number[] = [];
  const theirs: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    ours.push(
      timed(() => {
        if (printDocument(parseSave(text, { family: 'ipv4' })) !== text)
          throw new Error('the round trip lost something');
      }),
    );
    theirs.push(timed(() => runTool(['unshare', '-rn', '/usr/sbin/iptables-nft-restore', '--test'], text)));
  }
  const first = ours[0] as number;
  const row = (what: string, mine: number): Figure => ({
    what: `${what} of ${rules.toLocaleString('en')} rules, against \`iptables-nft-restore --test\``,
    ours: `${mine.toFixed(0)} ms`,
    theirs: `${median(theirs).toFixed(0)} ms`,
    ratio: mine / median(theirs),
    goal: '< 0.25',
  });
  return [row('parse + print (median)', median(ours)), row('parse + print, first in the process', first)];
}
