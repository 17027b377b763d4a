/** Options of the iptables command itself, by the letter of their short form. */
export type CommandLetter =
  | 'p'
  | 's'
  | 'd'
  | 'i'
  | 'o'
  | 'm'
  | 'j'
  | 'g'
  | 'f'
  | '4'
  | '6'
  | 'c'
  | 't'
  | Action
  | Ignored;

/** What a line asks to be done with a chain or a rule. */
export type Action = 'A' | 'I' | 'D' | 'R' | 'N' | 'P' | 'F' | 'X' | 'Z' | 'E' | 'L' | 'S' | 'C';

/** Options that change only how the tool behaves. */
type Ignored = 'w' | 'W' | 'v' | 'n' | 'x' | 'V' | 'h' | 'M' | '0';

const LONG: Readonly<Record<string, CommandLetter>> = {
  '--protocol': 'p',
  '--source': 's',
  '--src': 's',
  '--destination': 'd',
  '--dst': 'd',
  '--in-interface': 'i',
  '--out-interface': 'o',
  '--match': 'm',
  '--jump': 'j',
  '--goto': 'g',
  '--fragment': 'f',
  '--ipv4': '4',
  '--ipv6': '6',
  '--set-counters': 'c',
  '--table': 't',
  '--append': 'A',
  '--insert': 'I',
  '--delete': 'D',
  '--replace': 'R',
  '--new-chain': 'N',
  '--new': 'N',
  '--policy': 'P',
  '--flush': 'F',
  '--delete-chain': 'X',
  '--zero': 'Z',
  '--rename-chain': 'E',
  '--rename': 'E',
  '--list': 'L',
  '--list-rules': 'S',
  '--check': 'C',
  '--wait': 'w',
  '--wait-interval': 'W',
  '--verbose': 'v',
  '--numeric': 'n',
  '--exact': 'x',
  '--version': 'V',
  '--help': 'h',
  '--modprobe': 'M',
  '--line-numbers': '0',
};

const LETTERS = new Set('psdiomjgf46ctAIDRNPFXZELSCwWvnxVhM');

/** The command's own option that a word names exactly, `-p` or `--protocol`. */
export function commandOption(word: string): CommandLetter | undefined {
  if (word.length === 2 && word.startsWith('-') && LETTERS.has(word.charAt(1))) return word.charAt(1) as CommandLetter;
  return Object.hasOwn(LONG, word) ? LONG[word] : undefined;
}

/** The long options of the command that begin with the word; iptables accepts any that is the only one. */
export function commandOptionsFrom(word: string): ReadonlyMap<string, CommandLetter> {
  return new Map(Object.entries(LONG).filter(([name]) => name.startsWith(word)));
}
