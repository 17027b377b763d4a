import type { OptionUse } from '../rule.ts';
import { defineMatch, type OptionDefinition } from './definition.ts';
import { hostMask } from './kinds/host-mask.ts';
import { number } from './kinds/number.ts';

const BYTE = 255;

/** Numbers of the header, and how each is compared. */
const COMPARED = [
  ['hdr-len', 'length'],
  ['segs-left', 'segments left'],
  ['last-entry', 'last entry'],
] as const;

function compared(name: string, words: string): OptionDefinition[] {
  const option = (suffix: string, sign: string, reads: string): OptionDefinition => ({
    names: [`--srh-${name}-${suffix}`],
    kind: number({ max: BYTE }),
    negatable: true,
    label: `${words} ${sign}`,
    reads: `with ${words} ${reads} {}`,
    readsNot: `with ${words} not ${reads} {}`,
  });
  return [option('eq', '=', 'equal to'), option('gt', '>', 'above'), option('lt', '<', 'below')];
}

function segment(name: string, words: string): OptionDefinition {
  return {
    names: [`--srh-${name}`],
    kind: hostMask({ length: 'always' }),
    negatable: true,
    label: words,
    reads: `its ${words} segment {}`,
    readsNot: `its ${words} segment not {}`,
  };
}

/** The kernel keeps one number for the three comparisons: the last one counts. */
function asStored(options: readonly OptionUse[]): readonly OptionUse[] {
  return options.map((use) => {
    const stem = use.name.replace(/-(eq|gt|lt)$/, '');
    const last = stem === use.name ? use : options.findLast(({ name }) => name.startsWith(`${stem}-`));
    return last ? { ...use, values: last.values } : use;
  });
}

/** `-m srh`: the segment routing header of an IPv6 packet. */
export const srh = defineMatch({
  name: 'srh',
  help: 'The segment routing header of an IPv6 packet',
  families: ['ipv6'],
  label: 'segment routing',
  reads: 'with a segment routing header',
  completes: asStored,
  options: [
    {
      names: ['--srh-next-hdr'],
      kind: number({ max: BYTE }),
      negatable: true,
      label: 'next header',
      reads: 'followed by header {}',
      readsNot: 'followed by another header than {}',
    },
    ...COMPARED.flatMap(([name, words]) => compared(name, words)),
    {
      names: ['--srh-tag'],
      kind: number({ max: 65_535 }),
      negatable: true,
      label: 'tag',
      reads: 'with tag {}',
      readsNot: 'with another tag than {}',
    },
    segment('psid', 'previous'),
    segment('nsid', 'next'),
    segment('lsid', 'last'),
  ],
});
