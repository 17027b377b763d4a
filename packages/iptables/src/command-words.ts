import type { Family } from '@sluice/netfilter';
import type { Action, CommandLetter } from './command-options.ts';
import type { Word } from './lexer.ts';
import type { WordCursor } from './word-cursor.ts';

/** What a line asks for beside the rule itself. */
export interface LineAction {
  readonly letter: Action;
  readonly word: Word;
  readonly chain: string | undefined;
  /** The position of -I, -D and -R; absent when the line gives none. */
  readonly number?: number;
  /** The policy of -P, the new name of -E. */
  readonly argument?: string;
}

/** Options that are no part of the rule: what to do, where, and how the tool behaves. */
export class CommandWords {
  readonly actions: LineAction[] = [];
  readonly families = new Set<Family>();
  table: string | undefined;
  counters: readonly [string, string] | undefined;
  readonly #cursor: WordCursor;

  constructor(cursor: WordCursor) {
    this.#cursor = cursor;
  }

  /** Reads one such option, the next word, with its own words. */
  read(word: Word, letter: CommandLetter): void {
    const cursor = this.#cursor;
    cursor.dropBang(word);
    cursor.commandWords.push(word);
    cursor.skip();
    if (letter === 't') this.table = cursor.skip()?.text ?? '';
    else if (letter === 'c') this.#readCounters(word);
    else if (letter === '4') this.families.add('ipv4');
    else if (letter === '6') this.families.add('ipv6');
    else if (letter === 'M') cursor.skip();
    else if (isAction(letter)) this.#readAction(word, letter);
    else if ((letter === 'w' || letter === 'W') && isNumber(cursor.peek())) cursor.skip();
  }

  #readCounters(word: Word): void {
    const [first = '', ...more] = (this.#cursor.skip()?.text ?? '').split(',');
    const second = more[0] ?? this.#cursor.skip()?.text ?? '';
    if (/^\d{1,20}$/.test(first) && /^\d{1,20}$/.test(second)) this.counters = [first, second];
    else this.#cursor.remark('badCounters', word);
  }

  #readAction(word: Word, letter: Action): void {
    const cursor = this.#cursor;
    const chain = isName(cursor.peek()) ? cursor.skip()?.text : undefined;
    const next = cursor.peek();
    const takesNumber = 'IDR'.includes(letter) && isNumber(next);
    const takesArgument = (letter === 'P' || letter === 'E') && isName(next);
    if (takesNumber || takesArgument) cursor.skip();
    this.actions.push({
      letter,
      word,
      chain,
      ...(takesNumber && { number: Number(next?.text) }),
      ...(takesArgument && { argument: next?.text ?? '' }),
    });
  }
}

function isName(word: Word | undefined): boolean {
  return word !== undefined && (word.quoted || !/^[-!]/.test(word.text));
}

function isNumber(word: Word | undefined): boolean {
  return word !== undefined && /^\d+$/.test(word.text);
}

function isAction(letter: CommandLetter): letter is Action {
  return 'AIDRNPFXZELSC'.includes(letter);
}
