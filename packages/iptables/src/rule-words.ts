import {
  findMatch,
  findOption,
  findTarget,
  moduleName,
  protocolMatch,
  protocolName,
  resolveOption,
  type Family,
  type MatchUse,
  type ModuleDefinition,
  type Negatable,
  type OptionUse,
  type RuleSpec,
  type TargetUse,
} from '@sluice/netfilter';
import { commandOption, commandOptionsFrom, type Action, type CommandLetter } from './command-options.ts';
import type { DiagnosticCode, Facts } from './diagnostic.ts';
import type { Word } from './lexer.ts';

/** Something to say about a word of the line. */
export interface WordRemark {
  readonly code: DiagnosticCode;
  readonly word: Word;
  readonly facts: Facts;
}

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

/** Everything that the words of a line say. */
export interface LineReading {
  readonly spec: RuleSpec;
  readonly actions: readonly LineAction[];
  readonly table?: string;
  readonly families: ReadonlySet<Family>;
  readonly counters?: readonly [string, string];
  /** The words that belong to the rule itself: neither command nor counters, without a comment at the end. */
  readonly ruleWords: readonly Word[];
  /** Options that are no part of a rule: commands, the table, counters, how the tool behaves. */
  readonly commandWords: readonly Word[];
  /** No other words stand between them. */
  readonly isContiguous: boolean;
  /** Each option of an extension with its words, for checks. */
  readonly uses: readonly OptionPlace[];
  readonly remarks: readonly WordRemark[];
}

/** What the command's own options say of a packet, as members of a rule. */
export type BuiltinMember = 'protocol' | 'source' | 'destination' | 'inInterface' | 'outInterface';

/** One option as it stands in the line; one of the command's own (no module) is named by its member. */
export interface OptionPlace {
  readonly module: ModuleDefinition | undefined;
  readonly option: OptionUse;
  readonly word: Word;
  readonly valueWords: readonly Word[];
}

interface Loaded {
  readonly name: string;
  readonly module: ModuleDefinition | undefined;
  readonly options: OptionUse[];
}

/** An option as the line names it: one of the command's own, or one of a loaded module. */
type Found =
  | { readonly kind: 'command'; readonly letter: CommandLetter }
  | { readonly kind: 'option'; readonly loaded: Loaded; readonly name: string };

/** Reads the words of a line as iptables' own option parser does. Never throws; what it cannot place, it keeps. */
export function readRuleWords(words: readonly Word[]): LineReading {
  return new RuleReader(words).read();
}

/** Holds the place in one line and what has been read so far. */
class RuleReader {
  readonly #words: Word[];
  #at = 0;
  #bang: Word | undefined;
  readonly #matches: Loaded[] = [];
  #target: (Loaded & { readonly how: 'jump' | 'goto' }) | undefined;
  /** In the order of loading: iptables looks an option up in the youngest first. */
  readonly #loaded: Loaded[] = [];
  #spec: { -readonly [K in keyof Omit<RuleSpec, 'matches' | 'target'>]: RuleSpec[K] } = {};
  readonly #actions: LineAction[] = [];
  readonly #families = new Set<Family>();
  #table: string | undefined;
  #counters: readonly [string, string] | undefined;
  readonly #ruleWords: Word[] = [];
  readonly #commandWords: Word[] = [];
  readonly #uses: OptionPlace[] = [];
  readonly #remarks: WordRemark[] = [];

  constructor(words: readonly Word[]) {
    this.#words = [...words];
  }

  read(): LineReading {
    while (this.#at < this.#words.length && this.#step());
    if (this.#bang) this.#remark('nothingNegated', this.#bang, {});
    return {
      spec: this.#whole(),
      actions: this.#actions,
      families: this.#families,
      ruleWords: this.#ruleWords,
      commandWords: this.#commandWords,
      isContiguous: this.#isContiguous(),
      uses: this.#uses,
      remarks: this.#remarks,
      ...(this.#table !== undefined && { table: this.#table }),
      ...(this.#counters && { counters: this.#counters }),
    };
  }

  #isContiguous(): boolean {
    const first = this.#words.indexOf(this.#ruleWords[0] as Word);
    return this.#ruleWords.every((word, at) => this.#words[first + at] === word);
  }

  #whole(): RuleSpec {
    const matches = this.#matches.map(({ name, options }): MatchUse => ({ module: name, options }));
    const target = this.#target;
    if (!target) return { ...this.#spec, matches };
    const use: TargetUse = { how: target.how, name: target.name, options: target.options };
    return { ...this.#spec, matches, target: use };
  }

  /** Reads one option with its words. False at the end of what belongs to the rule. */
  #step(): boolean {
    const word = this.#words[this.#at];
    if (!word) return false;
    if (word.text === '!' && !word.quoted) return this.#readBang(word);
    if (word.text.startsWith('-') && word.text.length > 1) {
      this.#readOption(word);
    } else if (word.text.startsWith('#') && !word.quoted) {
      this.#remark('trailingComment', word, {});
      return false;
    } else {
      this.#readStray(word);
    }
    return true;
  }

  #readBang(word: Word): boolean {
    if (this.#bang) this.#remark('doubleNegation', word, {});
    this.#bang = word;
    this.#at++;
    return true;
  }

  #remark(code: DiagnosticCode, word: Word, facts: Facts): void {
    this.#remarks.push({ code, word, facts });
  }

  /** The next word belongs to the rule and is used up. */
  #take(): Word | undefined {
    const word = this.#words[this.#at];
    if (word) {
      this.#at++;
      this.#ruleWords.push(word);
    }
    return word;
  }

  #takeBang(): boolean {
    if (!this.#bang) return false;
    this.#ruleWords.push(this.#bang);
    this.#bang = undefined;
    return true;
  }

  #readOption(word: Word): void {
    const found = this.#find(word.text);
    if (found?.kind === 'command') return this.#readCommandOption(word, found.letter);
    if (found) return this.#readModuleOption(word, found.loaded, found.name);
    if (this.#readGlued(word)) return;
    this.#readUnknownOption(word);
  }

  /** Resolves a name as getopt does: exact, then the only one that begins so, then the protocol's own module. */
  #find(text: string): Found | undefined {
    const exact = this.#findExact(text);
    if (exact) return exact;
    const isLong = text.startsWith('--') && text.length > 2;
    const short = isLong ? this.#findShortened(text, this.#loaded) : undefined;
    if (short) return short;
    const module =
      this.#spec.protocol?.negated === false ? protocolMatch(protocolName(this.#spec.protocol.value)) : undefined;
    if (!module || this.#matches.some((loaded) => loaded.name === module.name)) return undefined;
    const implied: Loaded = { name: module.name, module, options: [] };
    const found = nameIn(module, text) ?? (isLong ? onlyNameFrom(module, text) : undefined);
    if (found === undefined) return undefined;
    this.#load(implied);
    return { kind: 'option', loaded: implied, name: found };
  }

  #findExact(text: string): Found | undefined {
    const letter = commandOption(text);
    if (letter) return { kind: 'command', letter };
    const loaded = this.#loaded.findLast(({ module }) => module && nameIn(module, text) !== undefined);
    return loaded && { kind: 'option', loaded, name: text };
  }

  #findShortened(text: string, candidates: readonly Loaded[]): Found | undefined {
    const isForeign = candidates.some(({ module }) => !module);
    const letters = isForeign ? new Set<CommandLetter>() : new Set(commandOptionsFrom(text).values());
    const youngest = candidates.findLast(({ module }) => module && onlyNameFrom(module, text) !== undefined);
    if (letters.size === 1 && !youngest) return { kind: 'command', letter: [...letters][0] as CommandLetter };
    if (letters.size > 0 || !youngest?.module) return undefined;
    return { kind: 'option', loaded: youngest, name: onlyNameFrom(youngest.module, text) as string };
  }

  #load(loaded: Loaded): void {
    this.#matches.push(loaded);
    this.#loaded.push(loaded);
  }

  #readModuleOption(word: Word, loaded: Loaded, name: string): void {
    const module = loaded.module as ModuleDefinition;
    let negated = this.#takeBang();
    this.#take();
    const count = wordsOf(module, name);
    negated = this.#readOldNegation(word, count) || negated;
    const valueWords: Word[] = [];
    while (valueWords.length < count && this.#at < this.#words.length) valueWords.push(this.#take() as Word);
    if (valueWords.length < count) this.#remark('missingValue', word, { option: name });
    if (negated && !isNegatable(module, name)) this.#remark('notNegatable', word, { option: name });
    const option = resolveOption(module, { name, negated, values: valueWords.map(({ text }) => text) });
    loaded.options.push(option);
    this.#uses.push({ module, option, word, valueWords });
  }

  /** `--dport ! 80`, as iptables 1.2 to 1.4 had it. */
  #readOldNegation(word: Word, count: number): boolean {
    const bang = this.#words[this.#at];
    const value = this.#words[this.#at + 1];
    if (count === 0 || bang?.text !== '!' || bang.quoted || !value || value.text.startsWith('-')) return false;
    this.#remark('oldNegation', bang, { option: word.text });
    this.#take();
    return true;
  }

  /** `--dport=22`, `-ptcp`. */
  #readGlued(word: Word): boolean {
    const equals = word.text.indexOf('=');
    const isLong = word.text.startsWith('--');
    if (isLong ? equals < 3 : !/^-[psdiomjgtAN]/.test(word.text)) return false;
    const cut = isLong ? equals : 2;
    const found = this.#find(word.text.slice(0, cut));
    if (!found) return false;
    if (found.kind === 'command') this.#remark('gluedOption', word, { option: word.text.slice(0, cut) });
    this.#split(word, cut, isLong ? cut + 1 : cut);
    this.#readOption(this.#words[this.#at] as Word);
    return true;
  }

  /** Puts two words in the place of one that holds an option and its value. */
  #split(word: Word, cut: number, from: number): void {
    const name: Word = { ...word, text: word.text.slice(0, cut), end: word.start + cut };
    const value: Word = { ...word, text: word.text.slice(from), start: word.start + from };
    this.#words.splice(this.#at, 1, name, value);
  }

  /** An option that no module we know has: it goes to the youngest module that we do not know, else where it stands. */
  #readUnknownOption(word: Word): void {
    const negated = this.#takeBang();
    this.#take();
    let loaded = this.#loaded.findLast(({ module }) => !module);
    if (!loaded) {
      this.#remark('unknownOption', word, { option: word.text });
      loaded = this.#loaded.at(-1);
    }
    if (!loaded) this.#load((loaded = { name: '', module: undefined, options: [] }));
    const values: string[] = [];
    while (this.#isValueOfUnknown(this.#words[this.#at])) values.push((this.#take() as Word).text);
    loaded.options.push({ name: word.text, negated, values });
  }

  #isValueOfUnknown(word: Word | undefined): boolean {
    if (!word) return false;
    if (word.quoted) return true;
    return (
      word.text !== '!' && !/^-(-|[A-Za-z])/.test(word.text) && !(word.text.startsWith('#') && word.text.length === 1)
    );
  }

  /** A word where an option should stand: kept with what came before it. */
  #readStray(word: Word): void {
    this.#remark('strayWord', word, { word: word.text });
    this.#takeBang();
    this.#take();
    let loaded = this.#loaded.at(-1);
    if (!loaded) this.#load((loaded = { name: '', module: undefined, options: [] }));
    loaded.options.push({ name: '', negated: false, values: [word.text] });
  }

  #readCommandOption(word: Word, letter: CommandLetter): void {
    switch (letter) {
      case 'p':
        return this.#readBuiltin(word, 'protocol');
      case 's':
        return this.#readBuiltin(word, 'source');
      case 'd':
        return this.#readBuiltin(word, 'destination');
      case 'i':
        return this.#readBuiltin(word, 'inInterface');
      case 'o':
        return this.#readBuiltin(word, 'outInterface');
      case 'f':
        this.#spec.fragment = { negated: this.#takeBang(), value: true };
        this.#take();
        return;
      case 'm':
        return this.#readMatch(word);
      case 'j':
        return this.#readTarget(word, 'jump');
      case 'g':
        return this.#readTarget(word, 'goto');
      default:
        return this.#readCommand(word, letter);
    }
  }

  #readBuiltin(word: Word, name: BuiltinMember): void {
    if (this.#spec[name]) this.#remark('repeatedOption', word, { option: word.text });
    let negated = this.#takeBang();
    this.#take();
    negated = this.#readOldNegation(word, 1) || negated;
    const value = this.#take();
    if (!value) return this.#remark('missingValue', word, { option: word.text });
    const said: Negatable<string> = { negated, value: value.text };
    this.#spec[name] = said;
    const option: OptionUse = { name, negated, values: [value.text] };
    this.#uses.push({ module: undefined, option, word, valueWords: [value] });
  }

  #readMatch(word: Word): void {
    if (this.#takeBang()) this.#remark('notNegatable', word, { option: word.text });
    this.#take();
    const name = this.#take();
    if (!name) return this.#remark('missingValue', word, { option: word.text });
    const module = findMatch(moduleName(name.text));
    this.#load({ name: module ? module.name : name.text, module, options: [] });
  }

  #readTarget(word: Word, how: 'jump' | 'goto'): void {
    if (this.#takeBang()) this.#remark('notNegatable', word, { option: word.text });
    this.#take();
    const name = this.#take();
    if (!name) return this.#remark('missingValue', word, { option: word.text });
    if (this.#target) this.#remark('repeatedOption', word, { option: word.text });
    const module = how === 'jump' ? findTarget(name.text) : undefined;
    this.#target = { how, name: name.text, module, options: [] };
    this.#loaded.push(this.#target);
  }

  /** Options that are no part of the rule: what to do, where, and how the tool behaves. */
  #readCommand(word: Word, letter: CommandLetter): void {
    this.#bang = undefined;
    this.#commandWords.push(word);
    this.#at++;
    switch (letter) {
      case 't':
        this.#table = this.#skip()?.text ?? '';
        return;
      case 'c':
        return this.#readCounters(word);
      case '4':
        this.#families.add('ipv4');
        return;
      case '6':
        this.#families.add('ipv6');
        return;
      case 'w':
      case 'W':
        if (/^\d+$/.test(this.#words[this.#at]?.text ?? '')) this.#at++;
        return;
      case 'M':
        this.#at++;
        return;
      default:
        if (isAction(letter)) this.#readAction(word, letter);
    }
  }

  /** The next word, which is no part of the rule. */
  #skip(): Word | undefined {
    return this.#words[this.#at++];
  }

  #readCounters(word: Word): void {
    const [first = '', ...more] = (this.#skip()?.text ?? '').split(',');
    const second = more[0] ?? this.#skip()?.text ?? '';
    if (/^\d+$/.test(first) && /^\d+$/.test(second)) this.#counters = [first, second];
    else this.#remark('badCounters', word, {});
  }

  #readAction(word: Word, letter: Action): void {
    const isName = (next: Word | undefined): boolean => next !== undefined && (next.quoted || !/^[-!]/.test(next.text));
    const chain = isName(this.#words[this.#at]) ? this.#skip()?.text : undefined;
    const next = this.#words[this.#at];
    const takesNumber = 'IDR'.includes(letter) && /^\d+$/.test(next?.text ?? '');
    if (takesNumber) this.#at++;
    const takesArgument = (letter === 'P' || letter === 'E') && isName(next);
    if (takesArgument) this.#at++;
    this.#actions.push({
      letter,
      word,
      chain,
      ...(takesNumber && { number: Number(next?.text) }),
      ...(takesArgument && { argument: next?.text ?? '' }),
    });
  }
}

function isAction(letter: CommandLetter): letter is Action {
  return 'AIDRNPFXZELSC'.includes(letter);
}

function rewriteOf(module: ModuleDefinition, name: string) {
  return module.rewrites && Object.hasOwn(module.rewrites, name) ? module.rewrites[name] : undefined;
}

function nameIn(module: ModuleDefinition, text: string): string | undefined {
  return findOption(module, text) || rewriteOf(module, text) ? text : undefined;
}

/** The option that the text abbreviates, when it can be only one. */
function onlyNameFrom(module: ModuleDefinition, text: string): string | undefined {
  const names = [...module.options.flatMap((option) => option.names), ...Object.keys(module.rewrites ?? {})];
  const fitting = names.filter((name) => name.startsWith(text));
  const options = new Set(fitting.map((name) => findOption(module, name) ?? rewriteOf(module, name)));
  return options.size === 1 ? fitting[0] : undefined;
}

function wordsOf(module: ModuleDefinition, name: string): number {
  return findOption(module, name)?.kind.words ?? rewriteOf(module, name)?.words ?? 0;
}

function isNegatable(module: ModuleDefinition, name: string): boolean {
  return (findOption(module, name) ?? rewriteOf(module, name))?.negatable === true;
}
