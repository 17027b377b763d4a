import { defineMatch } from './definition.ts';
import { flag } from './kinds/flag.ts';
import { number } from './kinds/number.ts';
import { EVERY_SPI, spiRange } from './kinds/spi.ts';

/** `-m ah`: the authentication header, a protocol in IPv4 and an extension header in IPv6. */
export const ah = defineMatch({
  name: 'ah',
  help: 'The security parameter index of an IPsec authentication header',
  protocols: ['ah'],
  protocolsIn: ['ipv4'],
  label: 'authentication header',
  reads: 'with an authentication header',
  options: [
    {
      names: ['--ahspi'],
      kind: spiRange,
      negatable: true,
      omits: EVERY_SPI,
      omitsNegated: true,
      label: 'spi',
      reads: 'with SPI {}',
      readsNot: 'with another SPI than {}',
    },
    {
      names: ['--ahlen'],
      kind: number({ max: 0xffff_ffff }),
      families: ['ipv6'],
      negatable: true,
      omits: '0',
      label: 'ah length',
      reads: 'its authentication header of length {}',
      readsNot: 'its authentication header not of length {}',
    },
    { names: ['--ahres'], kind: flag, families: ['ipv6'], detail: true, reads: 'the reserved field looked at' },
  ],
});
