import { summarize, targetClass, type Phrase, type Rule } from '@sluice/netfilter';
import { codeWidth, pillWidth, ROW_REST } from './metrics.ts';
import type { Density, RowTarget } from './model.ts';

/** What a rule's row says, before it is known how much of it fits. */
export interface RowText {
  readonly phrases: readonly Phrase[];
  readonly more: number;
  readonly target: RowTarget | null;
  /** Whether the target is a user-defined chain: its pill is wider and monospace. */
  readonly calls: boolean;
}

const SHORT: Readonly<Record<string, string>> = { MASQUERADE: 'MASQ' };

/** What a rule's row says; `isChain` tells user-defined chains from targets. */
export function rowText(rule: Rule, isChain: (name: string) => boolean): RowText {
  const { phrases, more } = summarize(rule.spec);
  const { target } = rule.spec;
  if (!target) return { phrases, more, target: null, calls: false };
  const kind = targetClass(target, isChain);
  const calls = isChain(target.name);
  const label = calls ? `${target.how === 'goto' ? '⇒' : '→'} ${target.name}` : (SHORT[target.name] ?? target.name);
  return { phrases, more, target: { label, kind }, calls };
}

/** Width of a row's text and target together, without the columns beside them. */
export function contentWidth(text: RowText, brief: boolean): number {
  const phrases = brief ? text.phrases.map(abbreviated) : text.phrases;
  return phrasesWidth(phrases) + moreWidth(text.more) + targetWidth(text);
}

/** The phrases that fit a card of this width and density; those that do not are counted in `more`. */
export function fitPhrases(text: RowText, width: number, density: Density): Pick<RowText, 'phrases' | 'more'> {
  const room = width - ROW_REST[density] - targetWidth(text);
  let { phrases, more } = text;
  if (phrasesWidth(phrases) + moreWidth(more) > room) phrases = phrases.map(abbreviated);
  while (phrases.length > 1 && phrasesWidth(phrases) + moreWidth(more) > room) {
    const kept = withoutLast(phrases);
    if (kept.length === 0) break;
    phrases = kept;
    more += 1;
  }
  return { phrases, more };
}

const STATES: Readonly<Record<string, string>> = {
  ESTABLISHED: 'EST',
  RELATED: 'REL',
  INVALID: 'INV',
  UNTRACKED: 'UNTR',
};

/** Long lists of connection states have a usual short form. */
function abbreviated(phrase: Phrase): Phrase {
  if (phrase.role === 'keyword' || !phrase.text.includes(',')) return phrase;
  return { ...phrase, text: phrase.text.replaceAll(/[A-Z]+/gu, (word) => STATES[word] ?? word) };
}

/** A condition is its value with the keywords in front of it, so both go together. */
function withoutLast(phrases: readonly Phrase[]): readonly Phrase[] {
  let end = phrases.length - 1;
  while (end > 0 && phrases[end - 1]?.role === 'keyword') end -= 1;
  return phrases.slice(0, end);
}

/** Width of some phrases in a row. */
export function phrasesWidth(phrases: readonly Phrase[]): number {
  const characters = phrases.reduce((sum, phrase) => sum + phrase.text.length + 1, -1);
  return codeWidth(Math.max(0, characters));
}

function moreWidth(more: number): number {
  return more > 0 ? codeWidth(String(more).length + 2) : 0;
}

function targetWidth(text: RowText): number {
  return text.target ? pillWidth(text.target.label, text.calls) : 0;
}
