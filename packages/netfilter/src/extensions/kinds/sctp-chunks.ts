import { ok, refuse } from '../../result.ts';
import type { Kind } from '../kind.ts';
import { listed } from './ports.ts';

/** Which chunks an SCTP packet must hold. */
export interface SctpChunks {
  readonly scope: string;
  /** Names in the order of their numbers, each with the flags looked at: `DATA:Be`. */
  readonly chunks: readonly string[];
}

/** Chunks in the order of their numbers, and the letters of their flags, highest bit first. */
const CHUNKS: ReadonlyMap<string, string> = new Map([
  ['DATA', 'IUBE'],
  ['INIT', ''],
  ['INIT_ACK', ''],
  ['SACK', ''],
  ['HEARTBEAT', ''],
  ['HEARTBEAT_ACK', ''],
  ['ABORT', 'T'],
  ['SHUTDOWN', ''],
  ['SHUTDOWN_ACK', ''],
  ['ERROR', ''],
  ['COOKIE_ECHO', ''],
  ['COOKIE_ACK', ''],
  ['ECN_ECNE', ''],
  ['ECN_CWR', ''],
  ['SHUTDOWN_COMPLETE', 'T'],
  ['I_DATA', 'IUBE'],
  ['ASCONF_ACK', ''],
  ['RE_CONFIG', ''],
  ['PAD', ''],
  ['FORWARD_TSN', ''],
  ['ASCONF', ''],
  ['I_FORWARD_TSN', ''],
]);

/** iptables-save loses the flags of this one: it looks for them under another number. */
const FORGETS_FLAGS = 'I_DATA';

const SCOPES = ['all', 'any', 'only'];

/** A capital letter says that the flag is set, a small one that it is not; a capital letter wins. */
function readFlags(letters: string, flags: string): string | undefined {
  if (Array.from(letters).some((letter) => !flags.includes(letter.toUpperCase()))) return undefined;
  return Array.from(flags, (flag) => [flag, flag.toLowerCase()].find((each) => letters.includes(each)) ?? '').join('');
}

/** The chunk's name with its flags, or undefined. */
function readChunk(part: string): readonly [string, string] | undefined {
  const [left = '', letters = ''] = part.split(/:(.*)/s);
  const name = left.toUpperCase();
  const flags = CHUNKS.get(name);
  const found = flags === undefined ? undefined : readFlags(letters, flags);
  return found === undefined ? undefined : [name, found && name !== FORGETS_FLAGS ? `${name}:${found}` : name];
}

function readChunks(list: string): readonly string[] | { readonly wrong: string } {
  const upper = list.toUpperCase();
  if (upper === 'ALL' || upper === 'NONE') return [upper];
  const found = new Map<string, string>();
  for (const part of list.split(',').filter(Boolean)) {
    const chunk = readChunk(part);
    if (!chunk) return { wrong: part };
    found.set(...chunk);
  }
  const ordered = [...CHUNKS.keys()].flatMap((name) => found.get(name) ?? []);
  return ordered.length === 0 ? ['NONE'] : ordered;
}

/** `SCOPE LIST`, two words: `all DATA,INIT`, `any ABORT:T`, `only DATA`. */
export const sctpChunks: Kind<SctpChunks> = {
  words: 2,
  quoting: 'never',
  like: ['any DATA,INIT', 'all ABORT:T'],
  asks: [
    { by: 'one', title: 'Of the chunks', of: SCOPES },
    { by: 'line', title: 'Chunks', offers: [...CHUNKS.keys()] },
  ],
  parse([first = '', second = '']) {
    const scope = first.toLowerCase();
    if (!SCOPES.includes(scope)) return refuse({ found: first, want: `${listed(SCOPES, 'or')}, then the chunks` });
    const chunks = readChunks(second);
    return 'wrong' in chunks
      ? refuse({ found: chunks.wrong, want: 'chunks like DATA, INIT or ABORT:T, with commas and no blanks, or ALL' })
      : ok({ scope, chunks });
  },
  print: ({ scope, chunks }) => [scope, chunks.join(',')],
  read: ({ scope, chunks }) => `${scope} of ${listed(chunks, 'and')}`,
  brief: ({ scope, chunks }) => `${scope} ${chunks.join(',')}`,
};
