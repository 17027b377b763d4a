import { createHash } from 'node:crypto';

/**
 * What one pass over the bytes of `iptables-save -c` tells, without parsing a single rule. This is what the sampler
 * does once a second, so it must cost next to nothing beside the tool itself.
 */
export interface SaveScan {
  /** The bytes without counters, comment lines and blank lines: equal means same rules in the same order. */
  readonly structure: Buffer;
  /** "packets bytes packets bytes ..." for every `[p:b]` in document order. */
  readonly values: string;
  /** How many `[p:b]` there are. */
  readonly counters: number;
  readonly rules: number;
  readonly tables: readonly string[];
  /** Whether anything is there besides empty built-in chains that accept. */
  readonly holdsRules: boolean;
  /** Tables that iptables-nft-save found but cannot print. */
  readonly incompatible: readonly string[];
  /** Every table that begins is committed, and nothing follows: the output was not cut. */
  readonly whole: boolean;
}

const NEWLINE = 10;
const BLANK = 32;
const QUOTE = 34;
const HASH = 35;
const STAR = 42;
const COLON = 58;
const OPEN = 91;
const BACKSLASH = 92;
const CLOSE = 93;

/** SHA-256 (hex) over the structure: the fingerprint that travels. */
export function fingerprintOf(structure: Uint8Array): string {
  return createHash('sha256').update(structure).digest('hex');
}

/** Scans the output of one of the save programs. Never throws, whatever the bytes are. */
export function scanSave(bytes: Buffer): SaveScan {
  return new Scanner(bytes).scan();
}

/** Holds the position in one output and what was seen so far. */
class Scanner {
  readonly #bytes: Buffer;
  /** Both outputs are shorter than the input; they are filled in place and cut at the end. */
  readonly #structure: Buffer;
  readonly #values: Buffer;
  #structureEnd = 0;
  #valuesEnd = 0;
  #counters = 0;
  #rules = 0;
  #tables: string[] = [];
  #incompatible: string[] = [];
  #open = false;
  #torn = false;
  #holdsRules = false;
  #nextQuote: number;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
    this.#structure = Buffer.allocUnsafe(bytes.length + 1);
    this.#values = Buffer.allocUnsafe(bytes.length + 1);
    this.#nextQuote = indexOrEnd(bytes, QUOTE, 0);
  }

  scan(): SaveScan {
    const { length } = this.#bytes;
    for (let start = 0; start < length;) {
      const end = this.#lineEnd(start);
      this.#line(start, end);
      start = end + 1;
    }
    if (length > 0 && this.#bytes[length - 1] !== NEWLINE) this.#torn = true;
    return {
      structure: this.#structure.subarray(0, this.#structureEnd),
      values: this.#values.toString('latin1', 0, Math.max(0, this.#valuesEnd - 1)),
      counters: this.#counters,
      rules: this.#rules,
      tables: this.#tables,
      holdsRules: this.#holdsRules,
      incompatible: this.#incompatible,
      whole: !this.#open && !this.#torn,
    };
  }

  /** Where the line that begins here ends; a line break within quotes does not end it. */
  #lineEnd(start: number): number {
    let end = indexOrEnd(this.#bytes, NEWLINE, start);
    if (this.#nextQuote < start) this.#nextQuote = indexOrEnd(this.#bytes, QUOTE, start);
    if (this.#nextQuote > end || !this.#isRule(start)) return end;
    for (let at = this.#nextQuote; at < end; at = indexOrEnd(this.#bytes, QUOTE, at)) {
      // The tool opens quotes at the start of a word only; anywhere else the character belongs to a name.
      if (this.#bytes[at - 1] !== BLANK) {
        at++;
        continue;
      }
      at = this.#closingQuote(at + 1);
      if (at > end) end = indexOrEnd(this.#bytes, NEWLINE, at);
    }
    return end;
  }

  /** The place after the quote that ends a quotation. */
  #closingQuote(from: number): number {
    for (let at = from; at < this.#bytes.length; at++) {
      if (this.#bytes[at] === BACKSLASH) at++;
      else if (this.#bytes[at] === QUOTE) return at + 1;
    }
    this.#torn = true;
    return this.#bytes.length;
  }

  #isRule(start: number): boolean {
    const first = this.#bytes[start];
    return first !== COLON && first !== HASH && first !== STAR;
  }

  #line(start: number, end: number): void {
    switch (this.#bytes[start]) {
      case HASH:
        return this.#comment(start, end);
      case NEWLINE:
      case undefined:
        return;
      case STAR:
        if (this.#open) this.#torn = true;
        this.#open = true;
        this.#tables.push(this.#bytes.toString('latin1', start + 1, end));
        return this.#keep(start, end);
      case COLON:
        return this.#policy(start, end);
      case OPEN:
        return this.#countedRule(start, end);
      default:
        if (end - start === 6 && this.#bytes.toString('latin1', start, end) === 'COMMIT') {
          if (!this.#open) this.#torn = true;
          this.#open = false;
          return this.#keep(start, end);
        }
        this.#rule(start, end);
    }
  }

  /** iptables-nft-save says so on stdout, with exit status 0, and prints nothing of the table. */
  #comment(start: number, end: number): void {
    const found = /^# Table `([^']+)' is incompatible/.exec(this.#bytes.toString('latin1', start, end));
    if (found?.[1] !== undefined) this.#incompatible.push(found[1]);
  }

  #policy(start: number, end: number): void {
    const bracket = this.#bytes[end - 1] === CLOSE ? this.#bytes.lastIndexOf(OPEN, end - 1) : -1;
    if (bracket <= start) return this.#keep(start, end);
    this.#count(bracket + 1, end - 1);
    this.#keep(start, bracket - 1);
    const words = this.#bytes.toString('latin1', start + 1, bracket - 1);
    if (!words.endsWith(' ACCEPT')) this.#holdsRules = true;
  }

  #countedRule(start: number, end: number): void {
    const close = this.#bytes.indexOf(CLOSE, start);
    if (close < 0 || close >= end) return this.#rule(start, end);
    this.#count(start + 1, close);
    this.#rule(close + 2, end);
  }

  #rule(start: number, end: number): void {
    if (!this.#open) this.#torn = true;
    this.#rules++;
    this.#holdsRules = true;
    this.#keep(start, end);
  }

  #keep(start: number, end: number): void {
    this.#structureEnd += this.#bytes.copy(this.#structure, this.#structureEnd, start, end);
    this.#structure[this.#structureEnd++] = NEWLINE;
  }

  /** Takes the digits between two brackets, the colon between them becoming a blank. */
  #count(start: number, end: number): void {
    this.#counters++;
    for (let at = start; at < end; at++) {
      const byte = this.#bytes[at] as number;
      this.#values[this.#valuesEnd++] = byte === COLON ? BLANK : byte;
    }
    this.#values[this.#valuesEnd++] = BLANK;
  }
}

function indexOrEnd(bytes: Buffer, value: number, from: number): number {
  const at = bytes.indexOf(value, from);
  return at < 0 ? bytes.length : at;
}
