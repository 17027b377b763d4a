import { defineMatch, type MatchDefinition } from './definition.ts';
import { headerOptions } from './kinds/header-options.ts';
import { number } from './kinds/number.ts';

function headerMatch(name: string, words: string): MatchDefinition {
  return defineMatch({
    name,
    families: ['ipv6'],
    help: `The ${words} header of an IPv6 packet`,
    label: words,
    reads: `with a ${words} header`,
    options: [
      {
        names: [`--${name}-len`],
        kind: number({ max: 0xffff_ffff }),
        negatable: true,
        label: `${name} length`,
        reads: `its ${words} header of length {}`,
        readsNot: `its ${words} header not of length {}`,
      },
      { names: [`--${name}-opts`], kind: headerOptions, label: `${name} options`, reads: `with ${words} options {}` },
    ],
  });
}

/** `-m hbh`: the hop-by-hop header of an IPv6 packet. */
export const hbh = headerMatch('hbh', 'hop-by-hop');

/** `-m dst`: the destination header of an IPv6 packet. */
export const dst = headerMatch('dst', 'destination');
