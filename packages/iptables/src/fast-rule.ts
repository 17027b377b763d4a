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
 * words alone, so that the text is the rule's text as it stands. False when the line needs reading word by word:
 * commands or counters within, tabs, comments, lists of addresses, open quotes.
 * One function on purpose: this is where a large file spends its time.
 */
export function scanPlainRule(text: string, from: number, end: number): boolean {
  let at = from;
  let inAddress = false;
  while (at < end) {
    // At the start of a word.
    let code = text.charCodeAt(at);
    let isAddress = false;
    if (code === DASH) {
      const kind = dashKind(text, at + 1);
      if (kind === 'other') return false;
      isAddress = kind === 'address';
    } else if (code === HASH_SIGN || code === BLANK) {
      return false;
    } else if (code === QUOTE) {
      // Nobody prints addresses in quotes; who writes them may list several.
      if (inAddress) return false;
      for (code = text.charCodeAt(++at); at < end && code !== QUOTE; code = text.charCodeAt(++at)) {
        if (code < BLANK) return false;
        if (code !== BACKSLASH) continue;
        code = text.charCodeAt(++at);
        if (code < BLANK || at >= end) return false;
      }
      if (at >= end) return false;
      code = text.charCodeAt(++at);
      if (at < end && code !== BLANK) return false;
    }
    // The rest of the word: letters, digits and signs above the comma need no care.
    for (; at < end; code = text.charCodeAt(++at)) {
      if (code <= COMMA) {
        if (code === BLANK) break;
        if (code < BLANK || code === QUOTE || (code === COMMA && inAddress)) return false;
      }
    }
    if (at >= end) break;
    inAddress = isAddress;
    if (++at === end) return false;
  }
  return text.charCodeAt(end - 1) !== BACKSLASH;
}

/** Whether the option whose dash stands before `at` is part of a rule. Errs on the side of `other`. */
function dashKind(text: string, at: number): DashKind {
  switch (text.charCodeAt(at)) {
    case DASH:
      return mayBeCommand(text, at + 1) ? 'other' : 'rule';
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

/** First letters of the command's own long options. */
const COMMAND_LETTERS: ReadonlySet<number> = new Set(
  Array.from('acdefghijlmnoprstvwxz', (letter) => letter.charCodeAt(0)),
);

/** Common options of modules that begin like one of the command's own, by their first letter. */
const HARMLESS: Readonly<Record<number, readonly string[]>> = Object.fromEntries(
  [
    'comment ctstate ctorigdst clamp-mss connlimit-',
    'dport dst-type dports dst-range',
    'every',
    'hashlimit-',
    'icmp-type icmpv6-type',
    'limit log-',
    'mask mac-source mark mode match-set mss',
    'nflog- name nfmask nodst',
    'probability pkt-type packet physdev-',
    'reject-with restore-mark rsource random rcheck',
    'sport state sports src-type set-xmark set-mark seconds string save-mark',
    'tcp-flags to-',
    'algo',
    'uid-owner update',
    'gid-owner gateway',
    'validmark',
    'zone',
  ].map((words) => [words.charCodeAt(0), words.split(' ')]),
);

/** Whether a long option that begins here could be one of the command's own, or one that takes a list of addresses. */
function mayBeCommand(text: string, at: number): boolean {
  const harmless = HARMLESS[text.charCodeAt(at)];
  if (!harmless) return COMMAND_LETTERS.has(text.charCodeAt(at));
  for (const start of harmless) if (text.startsWith(start, at)) return false;
  return true;
}
