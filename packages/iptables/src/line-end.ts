const QUOTE = 34;
const BACKSLASH = 92;
const NEWLINE = 10;

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
    const closes = close >= 0 && (close + 1 >= text.length || after === NEWLINE || after === 32 || after === 13);
    return closes ? endOfLine(text, stop, close + 1, 'quote') : undefined;
  }
  if (text.charCodeAt(stop - 1) !== BACKSLASH || text.charCodeAt(stop) === undefined) return undefined;
  let end = stop;
  while (text.charCodeAt(end - 1) === BACKSLASH && end < text.length) {
    const newline = text.indexOf('\n', end);
    if (newline < 0) break;
    const following = text.indexOf('\n', newline + 1);
    end = following < 0 ? text.length : following;
    if (text.charCodeAt(end - 1) === 13) end--;
  }
  return end === stop ? undefined : endOfLine(text, stop, end, 'backslash');
}

function endOfLine(text: string, stop: number, from: number, by: JoinedLine['by']): JoinedLine {
  const newline = text.indexOf('\n', from);
  const end = newline < 0 ? text.length : newline;
  const next = newline < 0 ? text.length : newline + 1;
  let lines = 1;
  for (let at = text.indexOf('\n', stop); at >= 0 && at < end; at = text.indexOf('\n', at + 1)) lines++;
  return { by, end: text.charCodeAt(end - 1) === 13 ? end - 1 : end, next, lines };
}

/** Whether a quotation is open at the end of this piece. */
function isOpenAt(text: string, from: number, stop: number): boolean {
  let open = false;
  for (let at = from; at < stop; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) open = !open;
    else if (open && code === BACKSLASH) at++;
  }
  return open;
}
