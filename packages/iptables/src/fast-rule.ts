import { HASH_HIGH, HASH_LOW, HASH_SEED, type TextHash } from './rule-node.ts';

const BLANK = 32;
const QUOTE = 34;
const HASH_SIGN = 35;
const COMMA = 44;
const DASH = 45;
const BACKSLASH = 92;

/** What may follow a blank and a dash in a plain rule. */
type DashKind = 'rule' | 'address' | 'other';

/**
 * Walks a rule's words from `from` to `end`. True when they hold nothing but a rule, written in blanks, quotes and
 * words alone, so that the text is the rule's text as it stands; its hash is then in `hash`. False when the line
 * needs reading word by word: commands or counters within, tabs, comments, lists of addresses, open quotes.
 * One loop on purpose: this is where a large file spends its time.
 */
export function scanPlainRule(text: string, from: number, end: number, hash: TextHash): boolean {
  let { high, low } = HASH_SEED;
  let previous = BLANK;
  let inQuote = false;
  let escaped = false;
  let inAddress = false;
  let addressFrom = -1;
  for (let at = from; at < end; at++) {
    const code = text.charCodeAt(at);
    high = Math.imul(high ^ code, HASH_HIGH);
    low = Math.imul(low ^ code, HASH_LOW);
    if (code < BLANK) return false;
    if (inQuote) {
      if (escaped) escaped = false;
      else if (code === BACKSLASH) escaped = true;
      else if (code === QUOTE) {
        inQuote = false;
        if (at + 1 < end && text.charCodeAt(at + 1) !== BLANK) return false;
      }
    } else if (code === BLANK) {
      inAddress = addressFrom === at;
    } else if (previous === BLANK) {
      if (code === QUOTE) inQuote = true;
      else if (code === HASH_SIGN) return false;
      else if (code === DASH) {
        const kind = dashKind(text, at + 1);
        if (kind === 'other') return false;
        if (kind === 'address') addressFrom = at + 2;
      }
    } else if (code === QUOTE || (code === COMMA && inAddress)) {
      return false;
    }
    previous = code;
  }
  if (inQuote || previous === BLANK || previous === BACKSLASH) return false;
  hash.high = high;
  hash.low = low;
  return true;
}

/** Whether the option whose dash stands before `at` is part of a rule. Errs on the side of `other`. */
function dashKind(text: string, at: number): DashKind {
  switch (text.charCodeAt(at)) {
    case DASH:
      return mayBeCommand(text.slice(at + 1, at + 5)) ? 'other' : 'rule';
    case 115: // s
    case 100: // d
      return text.charCodeAt(at + 1) === BLANK ? 'address' : 'other';
    case 102: // f
    case 103: // g
    case 105: // i
    case 106: // j
    case 109: // m
    case 111: // o
    case 112: // p
      return 'rule';
    default:
      return 'other';
  }
}

/** Whether a long option that begins so could be one of the command's own that are no part of a rule, or take lists. */
function mayBeCommand(start: string): boolean {
  switch (start.charCodeAt(0)) {
    case 97: // a
      return !start.startsWith('al');
    case 115: // s
      return start.startsWith('so') || start.startsWith('sr') || (start.startsWith('se') && start !== 'seco');
    case 100: // d
      return !start.startsWith('dp') && start !== 'dst-';
    case 114: // r
      return !start.startsWith('rej') && !start.startsWith('res');
    case 109: // m
      return start !== 'mode' && !start.startsWith('ma');
    case 108: // l
      return start !== 'limi' && start !== 'log-';
    case 99: // c
      return !start.startsWith('com') && !start.startsWith('ct');
    case 105: // i
      return !start.startsWith('ic');
    case 116: // t
      return !start.startsWith('to') && start !== 'tcp-';
    case 110: // n
      return start !== 'nflo';
    case 112: // p
      return !start.startsWith('pro');
    case 101: // e
    case 102: // f
    case 104: // h
    case 118: // v
    case 119: // w
    case 120: // x
    case 122: // z
      return start !== 'ever';
    default:
      return start.length < 2;
  }
}
