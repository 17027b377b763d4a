import { readFileSync } from 'node:fs';
import type { Family } from '@sluice/netfilter';
import { CommandFailure, EXIT } from './exit-codes.ts';

/** A text as read, with what is needed to give its very bytes back. */
export interface TextFile {
  /** For messages: the file as named, or `stdin`. */
  readonly name: string;
  readonly text: string;
  readonly encoding: 'utf8' | 'latin1';
}

const STDIN = 0;

/** Reads a file, or stdin when it is absent or `-`. Bytes that are not UTF-8 become one character each. */
export function readTextFile(path: string | undefined): TextFile {
  const fromStdin = path === undefined || path === '-';
  const name = fromStdin ? 'stdin' : path;
  let bytes: Buffer;
  try {
    bytes = readFileSync(fromStdin ? STDIN : path);
  } catch (error) {
    throw new CommandFailure(`${name} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes), encoding: 'utf8' };
  } catch {
    return { name, text: bytes.toString('latin1'), encoding: 'latin1' };
  }
}

/** The bytes of a text that was read like this file. */
export function bytesOf(text: string, { encoding }: Pick<TextFile, 'encoding'>): Buffer {
  return Buffer.from(text, encoding);
}

/** The family that the options name; IPv4 when they name none. */
export function familyOf(options: {
  readonly family?: string | undefined;
  readonly ipv6?: boolean | undefined;
}): Family {
  const { family, ipv6 } = options;
  if (family === undefined) return ipv6 === true ? 'ipv6' : 'ipv4';
  const known: Readonly<Record<string, Family>> = { ipv4: 'ipv4', ipv6: 'ipv6', '4': 'ipv4', '6': 'ipv6' };
  const found = known[family];
  if (!found) throw new CommandFailure(`There is no family "${family}". Use ipv4 or ipv6.`, EXIT.usage);
  return found;
}
