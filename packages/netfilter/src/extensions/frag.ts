import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number, numberRange } from './kinds/number.ts';

const U32 = 0xffff_ffff;

/** `-m frag`: the fragment header of an IPv6 packet. */
export const frag = defineMatch({
  name: 'frag',
  help: 'The fragment header of an IPv6 packet',
  families: ['ipv6'],
  excludes: [['--fragmore', '--fraglast']],
  label: 'fragment',
  reads: 'with a fragment header',
  options: [
    {
      names: ['--fragid'],
      kind: numberRange({ max: U32, separator: ':', order: 'any' }),
      negatable: true,
      omits: `0:${U32}`,
      omitsNegated: true,
      label: 'fragment id',
      reads: 'of fragment id {}',
      readsNot: 'of another fragment id than {}',
    },
    {
      names: ['--fraglen'],
      kind: number({ max: U32 }),
      negatable: true,
      label: 'fragment length',
      reads: 'its fragment header of length {} (ignored by kernels)',
      readsNot: 'its fragment header not of length {} (ignored by kernels)',
    },
    { names: ['--fragres'], kind: flag, detail: true, reads: 'the reserved field looked at' },
    { names: ['--fragfirst'], kind: flag, label: 'first fragment', reads: 'that is a first fragment' },
    { names: ['--fragmore'], kind: flag, label: 'not last fragment', reads: 'that more fragments follow' },
    { names: ['--fraglast'], kind: flag, label: 'last fragment', reads: 'that is a last fragment' },
  ],
});
