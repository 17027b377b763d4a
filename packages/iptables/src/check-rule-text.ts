import type { Family } from '@sluice/netfilter';
import { diagnose, type Diagnostic, type DiagnosticCode, type Facts } from './diagnostic.ts';
import { lexWords, type Word } from './lexer.ts';
import { checkReading, type Remark } from './rule-check.ts';
import { readRuleWords, type LineReading } from './rule-words.ts';

/** The most words that iptables-restore reads of a line, its own included. */
const MOST_WORDS = 254;

/** What it puts before them: its name, `-t TABLE`, and the counters of a line that has them. */
export const ADDED_WORDS = 6;

/** The most characters of a line that iptables-restore reads. */
export const MOST_CHARACTERS = 10_240;

/** `-I CHAIN 3`, which a rule gets before it is loaded. */
const COMMAND_WORDS = 3;

/**
 * Remarks on one rule's text, which has no `-A CHAIN`. Without an error among them the text is exactly one rule that
 * iptables would read as we do: nothing smuggled in, nothing cut off.
 */
export function checkRuleText(text: string, options: { readonly family: Family }): Diagnostic[] {
  const { family } = options;
  const found: Diagnostic[] = [];
  const say = (code: DiagnosticCode, start: number, end: number, facts: Facts = {}): void => {
    found.push(diagnose(code, { line: 1, column: start + 1, length: Math.max(1, end - start) }, facts));
  };
  const remark: Remark = (code, word, facts) => say(code, word.start, word.end, facts);
  if (text.length > MOST_CHARACTERS) {
    say('tooLong', MOST_CHARACTERS, text.length, { length: text.length });
    return found;
  }
  // oxlint-disable-next-line no-control-regex -- control characters are what this looks for
  const control = /[\u0000-\u0008\u000a-\u001f\u007f]/.exec(text);
  if (control) say('controlCharacter', control.index, control.index + 1);
  const words = lexWords(text);
  const reading = readRuleWords(words);
  checkCount(words, ADDED_WORDS + COMMAND_WORDS, remark);
  if (words.length === 0) say('emptyRule', 0, 0);
  checkQuoting(text, words, remark);
  checkSmuggled(reading, words, remark);
  checkReading(reading, { words, family }, remark);
  return found.toSorted((a, b) => a.column - b.column);
}

/** More words than iptables-restore reads; it adds so many of its own to these. */
export function checkCount(words: readonly Word[], added: number, remark: Remark): void {
  const most = MOST_WORDS - added;
  const last = words.at(-1);
  if (last && words.length > most) remark('tooManyWords', last, { count: words.length, most });
}

/** Quotations that never end, or that end in the middle of what was meant as one word. */
export function checkQuoting(text: string, words: readonly Word[], remark: Remark): void {
  for (const [at, word] of words.entries()) {
    if (word.open) remark('openQuote', word);
    const next = words[at + 1];
    const isJoined = word.quoted && next?.start === word.end;
    if (isJoined) remark('joinedQuote', word, { word: text.slice(word.start, next.end) });
  }
}

/** What may stand in a command but not in a rule. */
function checkSmuggled(reading: LineReading, words: readonly Word[], remark: Remark): void {
  for (const word of reading.commandWords) {
    const isTable = word.text === '-t' || word.text.startsWith('--t');
    remark(isTable ? 'tableInRule' : 'commandInRule', word, { option: word.text });
  }
  const [first] = words;
  const lists = [reading.spec.source, reading.spec.destination].map((value) => value?.value.split(',').length ?? 1);
  const count = lists.reduce((product, each) => product * each, 1);
  if (first && count > 1) remark('listInRule', first, { count });
}
