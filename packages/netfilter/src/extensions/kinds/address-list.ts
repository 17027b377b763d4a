import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { printIpv6, readIpv6 } from './ipv6.ts';
import { listed } from './ports.ts';

/** Up to so many IPv6 addresses with commas between them, kept in their order. */
export function ipv6List(most: number): Kind<readonly string[]> {
  return {
    words: 1,
    quoting: 'never',
    like: ['2001:db8::1', '2001:db8::1,2001:db8::2'].slice(0, most),
    parse([word = '']) {
      const parts = word.split(',');
      if (parts.length > most) return refuse({ found: word, want: `at most ${most} addresses` });
      const addresses: string[] = [];
      for (const part of parts) {
        const value = readIpv6(part);
        if (value === undefined) {
          return refuse({ found: part, want: 'IPv6 addresses like 2001:db8::1, with commas and no blanks' });
        }
        addresses.push(printIpv6(value));
      }
      return ok(addresses);
    },
    print: (addresses) => [addresses.join(',')],
    read: (addresses) => listed(addresses, 'and'),
    brief: (addresses) => addresses.join(','),
  };
}
