import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { bytesOf } from './text.ts';

/** A set of ipset, and which parts of a packet are looked up in it. */
export interface SetUse {
  readonly name: string;
  readonly sides: readonly ('src' | 'dst')[];
}

const LONGEST_NAME = 31;
const MOST_SIDES = 6;

/** The tool looks at the first three letters only. */
function readSide(word: string): 'src' | 'dst' | undefined {
  if (word.startsWith('src')) return 'src';
  return word.startsWith('dst') ? 'dst' : undefined;
}

const spoken = { src: 'source', dst: 'destination' } as const;

/** `NAME SIDES`, two words: `blocked src`, `web dst,dst`. */
export const ipSet: Kind<SetUse> = {
  words: 2,
  quoting: 'never',
  like: ['blocked src', 'web dst,dst'],
  asks: [
    { by: 'line', title: 'Set', offers: 'sets' },
    { by: 'line', title: 'Looked up by', offers: ['src', 'dst', 'src,src', 'src,dst', 'dst,src', 'dst,dst'] },
  ],
  parse([name = '', list = '']) {
    if (name === '' || bytesOf(name) > LONGEST_NAME) {
      return refuse({ found: name, want: `a set's name of 1 to ${LONGEST_NAME} bytes` });
    }
    const parts = list.split(',').map(readSide);
    const sides = parts.filter((side) => side !== undefined);
    const isRight = sides.length === parts.length && sides.length <= MOST_SIDES;
    return isRight ? ok({ name, sides }) : refuse({ found: list, want: `src or dst, up to ${MOST_SIDES} with commas` });
  },
  print: ({ name, sides }) => [name, sides.join(',')],
  read: ({ name, sides }) => `${name} (by ${sides.map((side) => spoken[side]).join(', ')})`,
  brief: ({ name, sides }) => `${name} ${sides.join(',')}`,
};
