import { isAbsolute } from 'node:path';
import { parseArgs } from 'node:util';
import { BACKENDS, type Backend } from '@sluice/netfilter';
import type { BootFiles } from './boot-rules.ts';

/** What the helper is told on its command line. */
export interface MainOptions {
  /** A unix socket to listen on; left out, the helper talks over stdin and stdout. */
  readonly socket: string | null;
  readonly stateDirectory: string;
  readonly backend: Backend | undefined;
  /** Be a sandbox that starts with the rules in this directory. */
  readonly sandbox: string | null;
  /** Where confirmed rules are written for the machine's next start. */
  readonly bootFiles: BootFiles | undefined;
  /** End when stdin does, nobody is connected and no change is pending. */
  readonly leash: boolean;
}

/**
 * Reads `--socket PATH --state DIR [--backend nft|legacy] [--sandbox RULESDIR] [--boot-v4 FILE --boot-v6 FILE] [--leash]`.
 * Throws with one sentence.
 */
export function readOptions(argv: readonly string[]): MainOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      socket: { type: 'string' },
      state: { type: 'string' },
      backend: { type: 'string' },
      sandbox: { type: 'string' },
      'boot-v4': { type: 'string' },
      'boot-v6': { type: 'string' },
      leash: { type: 'boolean', default: false },
    },
  });
  const { socket, state, backend, sandbox, leash, 'boot-v4': ipv4, 'boot-v6': ipv6 } = values;
  for (const [name, path] of Object.entries({ socket, state, sandbox, 'boot-v4': ipv4, 'boot-v6': ipv6 })) {
    if (path !== undefined && !isAbsolute(path)) throw new Error(`--${name} needs an absolute path`);
  }
  if (state === undefined) throw new Error('--state is needed: where changes are kept');
  if (backend !== undefined && !isBackend(backend)) throw new Error('--backend is nft or legacy');
  if (leash && socket === undefined) throw new Error('--leash needs --socket: stdin is the connection otherwise');
  return {
    socket: socket ?? null,
    stateDirectory: state,
    backend,
    sandbox: sandbox ?? null,
    bootFiles: ipv4 !== undefined && ipv6 !== undefined ? { ipv4, ipv6 } : undefined,
    leash,
  };
}

function isBackend(word: string): word is Backend {
  return (BACKENDS as readonly string[]).includes(word);
}
