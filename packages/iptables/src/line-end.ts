const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;
const RETURN = 13;

/** The longest quoted text that can hold a line break: 255 characters, each perhaps escaped, and some to spare. */
const LONGEST = 1024;

/** Where a logical line ends that goes on behind a line break. */
export interface JoinedLine {
  readonly by: 'quote' | 'backslash';
  /** The end of its words, the place after its line end, and how many lines it takes. */
  readonly end: number;
  readonly next: number;
  readonly lines: number;
}

/** Finds closing quotes behind a line break; remembers what it has searched, so that all searches together are linear. */
export class QuoteSearch {
  readonly #text: string;
  #from = 0;
  #to = 0;
  #found = -1;

  constructor(text: string) {
    this.#text = text;
  }

  /** The next closing quote behind `at` (within a quotation) or -1. */
  closing(at: number): number {
    const isKnown = at >= this.#from && at < this.#to;
    if (isKnown && this.#found >= 0) return this.#found;
    const limit = Math.min(at + LONGEST, this.#text.length);
    let place = isKnown ? this.#to : at;
    if (!isKnown) this.#from = at;
    this.#found = -1;
    for (; place < limit; place++) {
      const code = this.#text.charCodeAt(place);
      if (code === BACKSLASH) place++;
      else if (code === QUOTE) {
        this.#found = place;
        break;
      }
    }
    this.#to = Math.max(place, this.#to);
    return this.#found;
  }
}

/**
 * Whether the line goes on after its line break: within a quotation (iptables-save prints line breaks of comments
 * as they are), or after a backslash. A quotation that nothing closes ends with its line, as iptables-restore has it.
 */
export function joinedEnd(text: string, from: number, stop: number, quotes: QuoteSearch): JoinedLine | undefined {
  if (isOpenAt(text, from, stop)) {
    const close = quotes.closing(stop);
    const after = text.charCodeAt(close + 1);
    const closes = close >= 0 && (close + 1 >= text.length || after === NEWLINE || after === 32 || after === RETURN);
    return closes ? endOfLine(text, stop, close + 1, 'quote') : undefined;
  }
  let end = stop;
  while (goesOn(text, end)) {
    const following = text.indexOf('\n', text.indexOf('\n', end) + 1);
    end = following < 0 ? text.length : following;
    if (text.charCodeAt(end - 1) === RETURN) end--;
  }
  return end === stop ? undefined : endOfLine(text, stop, end, 'backslash');
}

/**
 * A backslash of its own at the end, and a next line that could not stand alone. A name may end in a backslash, and
 * what iptables-save prints below it is another rule.
 */
function goesOn(text: string, end: number): boolean {
  const isAlone = text.charCodeAt(end - 1) === BACKSLASH && isBlank(text.charCodeAt(end - 2));
  const newline = isAlone ? text.indexOf('\n', end) : -1;
  return newline >= 0 && !STANDS_ALONE.test(text.slice(newline + 1, newline + 1 + LONGEST_START));
}

/** How a line begins that is no continuation; so many characters tell. */
const STANDS_ALONE = /^(\[|:|\*|#|"|COMMIT|\r?\n|$|-[A-Z]|--(append|insert|delete|replace|new|policy|flush)\b)/;
const LONGEST_START = 16;

const isBlank = (code: number): boolean => code === 32 || code === 9;

function endOfLine(text: string, stop: number, from: number, by: JoinedLine['by']): JoinedLine {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  const next = newline < 0 ? text.length : newline + 1;
  let lines = 1;
  for (let at = text.indexOf('\n', stop); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return { by, end: text.charCodeAt(end - 1) === RETURN ? end - 1 : end, next, lines };
}

/**
 * Whether a quotation is open at the end of this piece. Only one that begins a word counts: iptables-save opens none
 * within a word, but a name may hold the sign.
 */
function isOpenAt(text: string, from: number, stop: number): boolean {
  let open = false;
  for (let at = from; at < stop; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) open = !open && (at === from || isBlank(text.charCodeAt(at - 1)));
    else if (open && code === BACKSLASH) at++;
  }
  return open;
}
