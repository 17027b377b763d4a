import { defineMatch, type OptionProblem } from './definition.ts';
import type { OptionUse } from '../rule.ts';
import { chance } from './kinds/chance.ts';
import { number, readNumber } from './kinds/number.ts';
import { choice } from './kinds/words.ts';

const U32 = 0xffff_ffff;

/** Each mode wants its own number. */
function modeProblem(options: readonly OptionUse[]): OptionProblem | null {
  const valueOf = (name: string): string | undefined => options.find((use) => use.name === name)?.values[0];
  const mode = valueOf('--mode');
  if (mode === 'random' && valueOf('--probability') === undefined)
    return { option: '--mode', found: 'random', want: 'it with --probability' };
  if (mode === 'nth' && valueOf('--every') === undefined)
    return { option: '--mode', found: 'nth', want: 'it with --every and --packet' };
  const [every, packet] = [valueOf('--every'), valueOf('--packet')].map((word) => readNumber(word ?? ''));
  if (every === undefined || packet === undefined || packet < every) return null;
  return { option: '--packet', found: String(packet), want: `a number below ${every}` };
}

/** `-m statistic`: by chance, or every so many packets. */
export const statistic = defineMatch({
  name: 'statistic',
  help: 'By chance, or one in every so many packets',
  varies: true,
  isPace: true,
  requires: [['--mode']],
  excludes: [
    ['--probability', '--every'],
    ['--probability', '--packet'],
  ],
  problem: modeProblem,
  options: [
    { names: ['--mode'], title: 'Chosen', kind: choice({ of: ['random', 'nth'] }), detail: true, reads: '' },
    {
      names: ['--probability'],
      kind: chance,
      negatable: true,
      label: 'chance',
      reads: 'with a chance of {}',
      readsNot: 'except with a chance of {}',
    },
    {
      names: ['--every'],
      needs: '--packet',
      kind: number({ min: 1, max: U32 }),
      negatable: true,
      label: 'every',
      reads: 'one of every {}',
      readsNot: 'all but one of every {}',
    },
    { names: ['--packet'], kind: number({ max: U32 }), detail: true, reads: 'counted from number {}' },
  ],
});
