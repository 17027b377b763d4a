import { MATCHES, TARGETS, type TargetName } from '@sluice/netfilter';

const BLANK = 32;
const QUOTE = 34;
/** Signs and words that may change what follows them, or be an option in quotes. */
const ODD = /[\\#\t\n]|"-|--[jg]/;

/** A word that begins like the option for a target. */
const JUMPS = /(?:^| )-[jg]/;

/** Options behind whose first value stands another one, which may look like an option. */
const TAKE_TWO: readonly string[] = [
  '-c',
  '--set-counters',
  ...[...MATCHES, ...TARGETS].flatMap(({ options, rewrites = {} }) => [
    ...options.flatMap(({ names, kind }) => (kind.words === 2 ? names : [])),
    ...Object.entries(rewrites).flatMap(([name, { words }]) => (words === 2 ? [name] : [])),
  ]),
];

/**
 * The target of a rule without reading all of its words: null when it has none, undefined when only reading can tell.
 * Of 56,000 rules a picture needs whom they call long before it needs what they match; reading them takes ten times
 * as long. Errs on the side of undefined: `target-at-sight.test.ts` holds it against the reader.
 */
export function targetAtSight(text: string): TargetName | null | undefined {
  if (ODD.test(text)) return undefined;
  const found = text.search(JUMPS);
  if (found < 0) return holdsWholeQuotes(text, text.length) ? null : undefined;
  const at = text.charCodeAt(found) === BLANK ? found + 1 : found;
  const rest = text.slice(at + 3);
  if (JUMPS.test(rest) || text.charCodeAt(at + 2) !== BLANK || !holdsWholeQuotes(text, at)) return undefined;
  const [name = ''] = rest.split(' ', 1);
  if (name === '' || !isOption(text, at)) return undefined;
  return { how: text.charAt(at + 1) === 'j' ? 'jump' : 'goto', name };
}

/** Whether every quotation is a word of its own and ends before `to`. */
function holdsWholeQuotes(text: string, to: number): boolean {
  for (let open = text.indexOf('"'); open >= 0;) {
    const close = text.indexOf('"', open + 1);
    const begins = open === 0 || text.charCodeAt(open - 1) === BLANK;
    const ends = close + 1 === text.length || text.charCodeAt(close + 1) === BLANK;
    if (close < 0 || close >= to || !begins || !ends) return false;
    open = text.indexOf('"', close + 1);
  }
  return true;
}

/** Whether the word at `at` can be no value of what stands before it. */
function isOption(text: string, at: number): boolean {
  if (at === 0) return true;
  const isQuoted = text.charCodeAt(at - 2) === QUOTE;
  const start = isQuoted ? text.lastIndexOf('"', at - 3) : text.lastIndexOf(' ', at - 2) + 1;
  const before = text.slice(isQuoted ? start + 1 : start, at - 1);
  if (before === '' || before.startsWith('-') || before.startsWith('!')) return false;
  if (start === 0) return true;
  const beforeThat = text.slice(text.lastIndexOf(' ', start - 2) + 1, start - 1);
  if (beforeThat === '' || beforeThat === '!' || beforeThat.endsWith('"')) return false;
  return !beforeThat.startsWith('-') || !TAKE_TWO.some((option) => option.startsWith(beforeThat));
}
