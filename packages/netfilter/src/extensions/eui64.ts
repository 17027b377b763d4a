import { defineMatch } from './definition.ts';
import { INBOUND } from './places.ts';

/** `-m eui64`: whether the source address was made from the hardware address. */
export const eui64 = defineMatch({
  name: 'eui64',
  help: 'Whether the source address was made from the hardware address',
  families: ['ipv6'],
  label: 'EUI-64',
  reads: 'whose address is made from its hardware address',
  options: [],
  place: () => ({ hooks: INBOUND }),
});
