import { defineMatch } from './definition.ts';
import { EVERY_SPI, spiRange } from './kinds/spi.ts';

/** `-m esp`: the security parameter index of an ESP packet. */
export const esp = defineMatch({
  name: 'esp',
  help: 'The security parameter index of an IPsec ESP packet',
  protocols: ['esp'],
  options: [
    {
      names: ['--espspi'],
      kind: spiRange,
      negatable: true,
      omits: EVERY_SPI,
      omitsNegated: true,
      label: 'spi',
      reads: 'with SPI {}',
      readsNot: 'with another SPI than {}',
    },
  ],
});
