import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionProblem } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { hexPattern, patternBytes, printPattern, textPattern } from './kinds/pattern.ts';
import { choice } from './kinds/words.ts';

const LAST_OFFSET = 65_535;

/** What can be printed is printed as text, all else in hexadecimal, whichever way it was given. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  return options.map((use) => {
    if (use.name !== '--string' && use.name !== '--hex-string') return use;
    const bytes = patternBytes(use.values[0] ?? '', use.name === '--hex-string');
    if (!bytes) return use;
    const { isText, word } = printPattern(bytes);
    return { ...use, name: isText ? '--string' : '--hex-string', values: [word] };
  });
}

function problem(options: readonly OptionUse[]): OptionProblem | null {
  const offset = (name: string, otherwise: number): number =>
    Number(options.find((use) => use.name === name)?.values[0] ?? otherwise);
  const from = offset('--from', 0);
  const to = offset('--to', LAST_OFFSET);
  return from > to ? { option: '--from', found: String(from), want: `an offset up to --to (${to})` } : null;
}

/** `-m string`: what the packet holds. */
export const string = defineMatch({
  name: 'string',
  help: 'Bytes or text that the packet holds',
  requires: [['--string', '--hex-string'], ['--algo']],
  excludes: [['--string', '--hex-string']],
  completes: asStored,
  problem,
  options: [
    {
      names: ['--string'],
      title: 'Holding the text',
      kind: textPattern,
      negatable: true,
      label: 'string',
      reads: 'holding {}',
      readsNot: 'not holding {}',
    },
    {
      names: ['--hex-string'],
      title: 'Holding the bytes',
      kind: hexPattern,
      negatable: true,
      label: 'string',
      reads: 'holding {}',
      readsNot: 'not holding {}',
    },
    {
      names: ['--algo'],
      title: 'Algorithm',
      kind: choice({ of: ['bm', 'kmp'], case: 'exact' }),
      detail: true,
      reads: '',
    },
    { names: ['--from'], kind: number({ max: LAST_OFFSET }), omits: '0', detail: true, reads: 'from byte {} on' },
    {
      names: ['--to'],
      kind: number({ max: LAST_OFFSET }),
      omits: String(LAST_OFFSET),
      detail: true,
      reads: 'up to byte {}',
    },
    { names: ['--icase'], kind: flag, detail: true, reads: 'in any case of letters' },
  ],
});
