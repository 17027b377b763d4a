import { defineMatch, type OptionDefinition } from './definition.ts';
import { bigNumber } from './kinds/big-number.ts';
import { flag } from './kinds/flag.ts';
import { ipSet } from './kinds/ip-set.ts';

const PACKETS = ['--packets-eq', '--packets-lt', '--packets-gt'];
const BYTES = ['--bytes-eq', '--bytes-lt', '--bytes-gt'];

function counter(what: 'packets' | 'bytes'): OptionDefinition[] {
  const option = (suffix: string, sign: string, reads: string): OptionDefinition => ({
    names: [`--${what}-${suffix}`],
    kind: bigNumber,
    label: `${what} ${sign}`,
    reads: `its entry having counted ${reads}{} ${what}`,
  });
  const equal: OptionDefinition = {
    ...option('eq', '=', ''),
    negatable: true,
    readsNot: `its entry having counted other than {} ${what}`,
  };
  return [equal, option('lt', '<', 'fewer than '), option('gt', '>', 'more than ')];
}

/** Only its negation says something. */
function update(name: string, readsNot: string): OptionDefinition {
  return { names: [name], kind: flag, negatable: true, omits: '', detail: true, reads: '', readsNot };
}

/** `-m set`: whether a set of ipset holds the packet. */
export const set = defineMatch({
  name: 'set',
  help: 'Whether a set of ipset holds the packet',
  requires: [['--match-set']],
  excludes: [PACKETS, BYTES],
  options: [
    {
      names: ['--match-set', '--set'],
      title: 'In the set',
      kind: ipSet,
      negatable: true,
      label: 'in',
      reads: 'in the set {}',
      readsNot: 'not in the set {}',
    },
    { names: ['--return-nomatch'], kind: flag, detail: true, reads: 'entries marked nomatch counting as found' },
    update('--update-counters', 'the counters of its entry left alone'),
    update('--update-subcounters', 'the counters of entries in sets of the set left alone'),
    ...counter('packets'),
    ...counter('bytes'),
  ],
});
