import {
  protocolName,
  resolveOption,
  type Family,
  type ModuleDefinition,
  type Negatable,
  type OptionUse,
  type RuleSpec,
  type TargetUse,
} from '@sluice/netfilter';
import type { CommandLetter } from './command-options.ts';
import { CommandWords, type LineAction } from './command-words.ts';
import type { Word } from './lexer.ts';
import { isNegatable, isValueOptional, LoadedModules, wordsOf, type Found } from './loaded-modules.ts';
import { WordCursor, type WordRemark } from './word-cursor.ts';

export type { LineAction } from './command-words.ts';
export type { WordRemark } from './word-cursor.ts';

/** Everything that the words of a line say. */
export interface LineReading {
  readonly spec: RuleSpec;
  readonly actions: readonly LineAction[];
  readonly table: string | undefined;
  readonly families: ReadonlySet<Family>;
  readonly counters: readonly [string, string] | undefined;
  /** The words that belong to the rule itself: neither command nor counters, without a comment at the end. */
  readonly ruleWords: readonly Word[];
  /** Options that are no part of a rule: commands, the table, counters, how the tool behaves. */
  readonly commandWords: readonly Word[];
  /** No other words stand between the rule's. */
  readonly isContiguous: boolean;
  /** Each option with its words, for checks. */
  readonly uses: readonly OptionPlace[];
  readonly remarks: readonly WordRemark[];
}

/** What the command's own options say of a packet, as members of a rule. */
export type BuiltinMember = 'protocol' | 'source' | 'destination' | 'inInterface' | 'outInterface';

const MEMBERS: ReadonlyMap<CommandLetter, BuiltinMember> = new Map([
  ['p', 'protocol'],
  ['s', 'source'],
  ['d', 'destination'],
  ['i', 'inInterface'],
  ['o', 'outInterface'],
]);

/** Options that iptables 1.8.9 misreads when their value is joined to them: it takes the whole word for the value. */
const UNGLUED: ReadonlySet<CommandLetter> = new Set<CommandLetter>(['p', 's', 'd', 'i', 'o', 'j', 'g']);

/** One option as it stands in the line; one of the command's own (no module) is named by its member. */
export interface OptionPlace {
  readonly module: ModuleDefinition | undefined;
  readonly option: OptionUse;
  readonly word: Word;
  readonly valueWords: readonly Word[];
  /** What the line has said of the protocol when the option comes. */
  readonly protocol: Negatable<string> | undefined;
}

/** Reads the words of a line as iptables' own option parser does. Never throws; what it cannot place, it keeps. */
export function readRuleWords(words: readonly Word[]): LineReading {
  return new RuleReader(words).read();
}

/** Holds what has been read of one line. */
class RuleReader {
  readonly #cursor: WordCursor;
  readonly #command: CommandWords;
  readonly #modules = new LoadedModules();
  readonly #spec: { -readonly [K in keyof Omit<RuleSpec, 'matches' | 'target'>]: RuleSpec[K] } = {};
  readonly #uses: OptionPlace[] = [];

  constructor(words: readonly Word[]) {
    this.#cursor = new WordCursor(words);
    this.#command = new CommandWords(this.#cursor);
  }

  read(): LineReading {
    while (this.#step());
    const cursor = this.#cursor;
    const { actions, families, table, counters } = this.#command;
    cursor.finish();
    return {
      spec: this.#whole(),
      actions,
      families,
      table,
      counters,
      ruleWords: cursor.ruleWords,
      commandWords: cursor.commandWords,
      isContiguous: cursor.isContiguous(),
      uses: this.#uses,
      remarks: cursor.remarks,
    };
  }

  #whole(): RuleSpec {
    const matches = this.#modules.matches();
    const target = this.#modules.target();
    return target ? { ...this.#spec, matches, target } : { ...this.#spec, matches };
  }

  /** Reads one option with its words. False at the end of what belongs to the rule. */
  #step(): boolean {
    const word = this.#cursor.peek();
    if (!word) return false;
    if (word.text === '!' && !word.quoted) {
      this.#cursor.holdBang();
    } else if (word.text.startsWith('-') && word.text.length > 1) {
      this.#readOption(word);
    } else if (word.text.startsWith('#') && !word.quoted) {
      this.#cursor.remark('trailingComment', word);
      return false;
    } else {
      this.#readStray(word);
    }
    return true;
  }

  #find(text: string): Found | undefined {
    const { protocol } = this.#spec;
    return this.#modules.find(text, protocol?.negated === false ? protocolName(protocol.value) : undefined);
  }

  #readOption(word: Word): void {
    const found = this.#find(word.text);
    if (found) this.#readFound(word, found);
    else if (!this.#readGlued(word)) this.#readUnknownOption(word);
  }

  #readFound(word: Word, found: Found): void {
    if (found.kind === 'command') return this.#readCommandOption(word, found.letter);
    const { loaded, module, name } = found;
    const cursor = this.#cursor;
    const bang = cursor.takeBang();
    cursor.take();
    const isLeftOut = isValueOptional(module, name) && !isValueOfUnknown(cursor.peek());
    const count = isLeftOut ? 0 : wordsOf(module, name);
    const negated = cursor.takeOldNegation(word, count) || bang;
    const valueWords: Word[] = [];
    for (let value; valueWords.length < count && (value = cursor.take());) valueWords.push(value);
    if (valueWords.length < count) cursor.remark('missingValue', word, { option: word.text });
    if (negated && !isNegatable(module, name)) cursor.remark('notNegatable', word, { option: word.text });
    const option = resolveOption(module, { name, negated, values: valueWords.map(({ text }) => text) });
    loaded.options.push(option);
    this.#uses.push({ module, option, word, valueWords, protocol: this.#spec.protocol });
  }

  /** `--dport=22`, `-ptcp`. */
  #readGlued(word: Word): boolean {
    const { text } = word;
    const isLong = text.startsWith('--');
    const cut = isLong ? text.indexOf('=') : 2;
    if (isLong ? cut < 3 : !/^-[psdiomjgtAN]/.test(text)) return false;
    const found = this.#find(text.slice(0, cut));
    if (!found) return false;
    if (found.kind === 'command' && UNGLUED.has(found.letter))
      this.#cursor.remark('gluedOption', word, { option: text.slice(0, cut) });
    this.#cursor.split(cut, isLong ? cut + 1 : cut);
    this.#readFound(this.#cursor.peek() ?? word, found);
    return true;
  }

  /** An option that no module we know has: it goes to the youngest module that we do not know, else where it stands. */
  #readUnknownOption(word: Word): void {
    const cursor = this.#cursor;
    const negated = cursor.takeBang();
    cursor.take();
    let loaded = this.#modules.youngestUnknown();
    if (!loaded) {
      cursor.remark('unknownOption', word, { option: word.text });
      loaded = this.#modules.youngest() ?? this.#modules.loadNameless();
    }
    const values: string[] = [];
    while (isValueOfUnknown(cursor.peek())) values.push((cursor.take() as Word).text);
    loaded.options.push({ name: word.text, negated, values });
  }

  /** A word where an option should stand: kept with what came before it. */
  #readStray(word: Word): void {
    this.#cursor.remark('strayWord', word, { word: word.text });
    const negated = this.#cursor.takeBang();
    this.#cursor.take();
    const loaded = this.#modules.youngest() ?? this.#modules.loadNameless();
    loaded.options.push({ name: '', negated, values: [word.text] });
  }

  #readCommandOption(word: Word, letter: CommandLetter): void {
    const member = MEMBERS.get(letter);
    if (member) this.#readBuiltin(word, member);
    else if (letter === 'm') this.#readMatch(word);
    else if (letter === 'j') this.#readTarget(word, 'jump');
    else if (letter === 'g') this.#readTarget(word, 'goto');
    else if (letter === 'f') this.#readFragment(word);
    else this.#command.read(word, letter);
  }

  #readFragment(word: Word): void {
    if (this.#spec.fragment) this.#cursor.remark('repeatedOption', word, { option: word.text });
    this.#spec.fragment = { negated: this.#cursor.takeBang(), value: true };
    this.#cursor.take();
  }

  #readBuiltin(word: Word, name: BuiltinMember): void {
    const cursor = this.#cursor;
    if (this.#spec[name]) cursor.remark('repeatedOption', word, { option: word.text });
    const bang = cursor.takeBang();
    cursor.take();
    const negated = cursor.takeOldNegation(word, 1) || bang;
    const value = cursor.take();
    if (!value) return cursor.remark('missingValue', word, { option: word.text });
    this.#spec[name] = { negated, value: value.text };
    const option: OptionUse = { name, negated, values: [value.text] };
    this.#uses.push({ module: undefined, option, word, valueWords: [value], protocol: undefined });
  }

  /** The name behind -m, -j or -g, none of which can be negated. */
  #readName(word: Word): Word | undefined {
    const cursor = this.#cursor;
    if (cursor.takeBang()) cursor.remark('notNegatable', word, { option: word.text });
    cursor.take();
    const name = cursor.take();
    if (!name) cursor.remark('missingValue', word, { option: word.text });
    return name;
  }

  #readMatch(word: Word): void {
    const name = this.#readName(word);
    if (name) this.#modules.loadMatch(name.text);
  }

  #readTarget(word: Word, how: TargetUse['how']): void {
    const name = this.#readName(word);
    if (name && this.#modules.loadTarget(how, name.text)) {
      this.#cursor.remark('repeatedOption', word, { option: word.text });
    }
  }
}

/** We do not know how many words an unknown option takes: all up to the next option. */
function isValueOfUnknown(word: Word | undefined): boolean {
  if (!word || word.quoted) return word !== undefined;
  return word.text !== '!' && word.text !== '#' && !/^-(-|[A-Za-z])/.test(word.text);
}
