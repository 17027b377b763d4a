import type { DiagnosticCode, Facts } from './diagnostic.ts';
import type { Word } from './lexer.ts';

/** Something to say about a word of the line. */
export interface WordRemark {
  readonly code: DiagnosticCode;
  readonly word: Word;
  readonly facts: Facts;
}

/** The place in one line of words, and what the words so far were for. */
export class WordCursor {
  /** The words that belong to the rule itself. */
  readonly ruleWords: Word[] = [];
  /** Options that are no part of a rule. */
  readonly commandWords: Word[] = [];
  readonly remarks: WordRemark[] = [];
  readonly #words: Word[];
  #at = 0;
  /** A `!` that waits for its option. */
  #bang: Word | undefined;

  constructor(words: readonly Word[]) {
    this.#words = [...words];
  }

  /** The next word, or the one `ahead` of it; it stays where it is. */
  peek(ahead = 0): Word | undefined {
    return this.#words[this.#at + ahead];
  }

  /** Uses up the next word, which belongs to the rule. */
  take(): Word | undefined {
    const word = this.#words[this.#at];
    if (word) {
      this.#at++;
      this.ruleWords.push(word);
    }
    return word;
  }

  /** Uses up the next word, which is no part of the rule. */
  skip(): Word | undefined {
    return this.#words[this.#at++];
  }

  /** Uses up a `!` and keeps it for the option behind it. */
  holdBang(): void {
    const bang = this.skip();
    if (this.#bang && bang) {
      this.remark('doubleNegation', bang);
      this.ruleWords.push(this.#bang);
    }
    this.#bang = bang;
  }

  /** Whether a `!` stood before the option that is read now; it then belongs to the rule. */
  takeBang(): boolean {
    if (!this.#bang) return false;
    this.ruleWords.push(this.#bang);
    this.#bang = undefined;
    return true;
  }

  /** A `!` before something that is no part of the rule goes with it; iptables refuses it. */
  dropBang(option: Word): void {
    if (this.#bang) this.remark('notNegatable', option, { option: option.text });
    this.#bang = undefined;
  }

  /** Says so when a `!` is left over. */
  finish(): void {
    if (!this.#bang) return;
    this.remark('nothingNegated', this.#bang);
    this.ruleWords.push(this.#bang);
  }

  /** `--dport ! 80`, as iptables 1.2 to 1.4 had it: uses up the `!`. True when there was one. */
  takeOldNegation(option: Word, count: number): boolean {
    const bang = this.peek();
    const value = this.peek(1);
    if (count === 0 || bang?.text !== '!' || bang.quoted || !value || value.text.startsWith('-')) return false;
    this.remark('oldNegation', bang, { option: option.text });
    this.take();
    return true;
  }

  /** Puts two words in the place of the next one, which holds an option and its value. */
  split(nameEnd: number, valueStart: number): void {
    const word = this.peek();
    if (!word) return;
    const name: Word = { ...word, text: word.text.slice(0, nameEnd), end: word.start + nameEnd };
    const value: Word = { ...word, text: word.text.slice(valueStart), start: word.start + valueStart };
    this.#words.splice(this.#at, 1, name, value);
  }

  remark(code: DiagnosticCode, word: Word, facts: Facts = {}): void {
    this.remarks.push({ code, word, facts });
  }

  /** Whether no other words stand between those of the rule. */
  isContiguous(): boolean {
    const first = this.#words.indexOf(this.ruleWords[0] as Word);
    return this.ruleWords.every((word, at) => this.#words[first + at] === word);
  }
}
