import { defineTarget, type Rewrite } from './definition.ts';
import { CLASS_WANT, classWords, dscp } from './kinds/dscp.ts';

const byClass: Rewrite = {
  words: 1,
  want: CLASS_WANT,
  to([word = '']) {
    const values = classWords(word);
    return values && { name: '--set-dscp', values };
  },
};

/** `-j DSCP`: changes the packet's differentiated services code point. */
export const DSCP = defineTarget({
  name: 'DSCP',
  help: 'Changes the packet’s differentiated services code point',
  requires: [['--set-dscp']],
  outcome: 'other',
  ends: false,
  writes: ['tos'],
  alters({ packet, value }) {
    const set = value('--set-dscp') as number | undefined;
    return { tos: set === undefined || packet.tos === undefined ? undefined : (packet.tos & 3) | (set << 2) };
  },
  reads: 'gets another DSCP',
  rewrites: { '--set-dscp-class': byClass },
  options: [{ names: ['--set-dscp'], title: 'Set the code point', kind: dscp, label: 'set', reads: ': {}' }],
  place: () => ({ tables: ['mangle'] }),
});
