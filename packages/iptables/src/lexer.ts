/** One word of a line as iptables-restore cuts it. */
export interface Word {
  /** Without quotes and escapes. */
  readonly text: string;
  readonly quoted: boolean;
  /** Where its first character stands in the line, and the place after its last (quotes included). */
  readonly start: number;
  readonly end: number;
  /** The quotation never ends: the word runs to the end of the text. */
  readonly open?: true;
}

const TAB = 9;
const NEWLINE = 10;
const BLANK = 32;
const QUOTE = 34;
const BACKSLASH = 92;

const isBlank = (code: number): boolean => code === BLANK || code === TAB || code === NEWLINE;

/**
 * Cuts a line into words by iptables-restore's rules, which are not a shell's: only `"` groups, a backslash
 * escapes only within quotes, a closing quote ends the word, single quotes are letters. One thing differs: a quote
 * within a word that nothing closes is a letter too (and `open`), since iptables-save prints names as they are.
 */
export function lexWords(line: string): Word[] {
  const words: Word[] = [];
  const { length } = line;
  let at = 0;
  while (at < length) {
    if (isBlank(line.charCodeAt(at))) {
      at++;
      continue;
    }
    const start = at;
    while (at < length && !isBlank(line.charCodeAt(at)) && line.charCodeAt(at) !== QUOTE) at++;
    if (line.charCodeAt(at) !== QUOTE || at >= length) {
      words.push({ text: line.slice(start, at), quoted: false, start, end: at });
      continue;
    }
    const quotation = readQuotation(line, at + 1);
    const isWithin = at > start;
    if (quotation.open && isWithin) {
      // A name that holds the sign, as iptables-save prints it.
      while (at < length && !isBlank(line.charCodeAt(at))) at++;
      words.push({ text: line.slice(start, at), quoted: false, start, end: at, open: true });
      continue;
    }
    const text = line.slice(start, at) + quotation.text;
    at = quotation.end;
    words.push({ text, quoted: true, start, end: at, ...(quotation.open && { open: true }) });
  }
  return words;
}

/** The text from behind an opening quote to its closing one. */
function readQuotation(
  line: string,
  from: number,
): { readonly text: string; readonly end: number; readonly open: boolean } {
  let text = '';
  let pieceStart = from;
  for (let at = from; at < line.length; at++) {
    const code = line.charCodeAt(at);
    if (code === QUOTE) return { text: text + line.slice(pieceStart, at), end: at + 1, open: false };
    if (code === BACKSLASH) {
      text += line.slice(pieceStart, at);
      pieceStart = ++at;
    }
  }
  return { text: text + line.slice(pieceStart), end: line.length, open: true };
}
