import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { readAddress } from './address.ts';
import { maskLength } from './mask-length.ts';

/** An address and how many of its leading bits count. */
export interface HostMask {
  readonly address: string;
  /** Absent when all bits count. */
  readonly length?: number;
}

/**
 * `192.0.2.7/24`: the bits that do not count are kept as written. `length: 'always'` prints it even where all bits
 * count.
 */
export function hostMask(style: { readonly length: 'always' | 'whenNeeded' }): Kind<HostMask> {
  return {
    words: 1,
    quoting: 'never',
    like: ['192.0.2.0/24', '192.0.2.7', '2001:db8::/32', '2001:db8::1'],
    parse([word = ''], family) {
      const [left = '', right, more] = word.split('/');
      const address = readAddress(left, family);
      const most = family === 'ipv4' ? 32 : 128;
      const length = right === undefined ? ok(most) : maskLength.parse([right], family);
      if (address === undefined || more !== undefined || !length.ok) {
        const like = family === 'ipv4' ? '192.0.2.7 or 192.0.2.0/24' : '2001:db8::1 or 2001:db8::/32';
        return refuse({ found: word, want: `an address or network like ${like}` });
      }
      return ok(length.value === most ? { address } : { address, length: length.value });
    },
    print({ address, length }, family) {
      const whole = style.length === 'always' ? `${address}/${family === 'ipv4' ? 32 : 128}` : address;
      return [length === undefined ? whole : `${address}/${length}`];
    },
    read: ({ address, length }) => (length === undefined ? address : `${address}/${length}`),
  };
}
