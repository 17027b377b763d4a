import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { EVERY_SPI, spiRange } from './kinds/spi.ts';

/** `-m ipcomp`: the compression parameter index of a compressed packet. */
export const ipcomp = defineMatch({
  name: 'ipcomp',
  help: 'The compression parameter index of a compressed packet',
  protocols: ['ipcomp'],
  options: [
    {
      names: ['--ipcompspi'],
      kind: spiRange,
      negatable: true,
      omits: EVERY_SPI,
      omitsNegated: true,
      implies: '0',
      label: 'cpi',
      reads: 'with compression index {}',
      readsNot: 'with another compression index than {}',
    },
    { names: ['--compres'], kind: flag, detail: true, reads: 'the reserved field looked at' },
  ],
});
