import { createHash } from 'node:crypto';
import {
  closeSync,
  existsSync,
  fdatasyncSync,
  ftruncateSync,
  fstatSync,
  openSync,
  readFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Storage } from '../store/storage.ts';

/** What an entry says beside its name; never a secret. */
export type Facts = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * Every action, in a file of its own: a line of JSON each, which carries the hash of itself and of the line before. Who
 * changes or takes out a line breaks the chain behind it. The file survives a damaged database and is read by any tool.
 */
export interface ActionLog {
  /** Adds an entry; false when the disk did not take it: then it waits, and goes in front of the next one. */
  note(event: string, facts?: Facts): boolean;
  /** Tries again to write what waits. */
  flush(): boolean;
  /** The hash of the last entry: whoever knows it can tell later whether anything before it was changed. */
  readonly head: string;
  close(): void;
}

/** The hash that stands for "nothing before". */
export const BEGINNING = '0'.repeat(64);
/** Entries that wait for a disk that takes them. */
const MOST_WAITING = 10_000;

/** Where the log is in the server's folder. */
export function actionLogIn(folder: string): string {
  return join(folder, 'actions.jsonl');
}

/** The hash of an entry: of the one before it and of its own words. */
function chained(previous: string, body: string): string {
  return createHash('sha256').update(previous).update(body).digest('hex');
}

/** What a look at a log finds. */
export interface LogCheck {
  readonly entries: number;
  readonly head: string;
  /** Every hash, in order. */
  readonly hashes: readonly string[];
  /** The first line (from 1) that is not what was written; null when the chain is whole. */
  readonly brokenAt: number | null;
  /** Bytes up to the end of the last whole line: a crash may leave part of one behind it. */
  readonly wholeBytes: number;
}

const LINE = /^(\{.*),"hash":"([0-9a-f]{64})"\}$/;

/** Follows the chain through a log's text. After a break the chain is taken up again from what the line says. */
export function checkLog(text: string): LogCheck {
  const whole = text.slice(0, text.lastIndexOf('\n') + 1);
  const hashes: string[] = [];
  let head = BEGINNING;
  let brokenAt: number | null = null;
  for (const [at, line] of whole.split('\n').slice(0, -1).entries()) {
    const [, body = '', hash = ''] = LINE.exec(line) ?? [];
    if (chained(head, `${body}}`) !== hash) brokenAt ??= at + 1;
    if (hash !== '') head = hash;
    hashes.push(hash);
  }
  return { entries: hashes.length, head, hashes, brokenAt, wholeBytes: Buffer.byteLength(whole) };
}

/** Holds the file, and the entries that it could not take. */
class Log implements ActionLog {
  readonly #path: string;
  readonly #storage: Storage;
  readonly #now: () => number;
  #handle: number | null = null;
  #head: string;
  #entries: number;
  #size: number;
  #waiting: string[] = [];

  constructor(path: string, { storage, now, found }: { storage: Storage; now: () => number; found: LogCheck }) {
    this.#path = path;
    this.#storage = storage;
    this.#now = now;
    this.#head = found.head;
    this.#entries = found.entries;
    this.#size = found.wholeBytes;
  }

  get head(): string {
    return this.#head;
  }

  note(event: string, facts: Facts = {}): boolean {
    this.#entries += 1;
    const body = JSON.stringify({ entry: this.#entries, at: new Date(this.#now()).toISOString(), event, ...facts });
    this.#head = chained(this.#head, body);
    this.#waiting.push(`${body.slice(0, -1)},"hash":"${this.#head}"}\n`);
    // What is left out shows as a break of the chain, which is the truth.
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    return this.flush();
  }

  flush(): boolean {
    return this.#waiting.length === 0 || this.#storage.attempt(() => this.#write(), 'log');
  }

  close(): void {
    if (this.#handle !== null) closeSync(this.#handle);
    this.#handle = null;
  }

  #write(): void {
    this.#handle ??= openSync(this.#path, 'a', 0o600);
    // Also takes away what a crash, or a disk that filled up halfway, left of a line.
    if (fstatSync(this.#handle).size > this.#size) ftruncateSync(this.#handle, this.#size);
    const bytes = Buffer.from(this.#waiting.join(''));
    for (let written = 0; written < bytes.length;) written += writeSync(this.#handle, bytes, written);
    fdatasyncSync(this.#handle);
    this.#size += bytes.length;
    this.#waiting = [];
  }
}

/** Opens the log of a folder and goes on behind what stands in it; the check says whether that is still what was written. */
export function openActionLog(
  folder: string,
  storage: Storage,
  now: () => number,
): { readonly actions: ActionLog; readonly found: LogCheck } {
  const path = actionLogIn(folder);
  const found = checkLog(existsSync(path) ? readFileSync(path, 'utf8') : '');
  return { actions: new Log(path, { storage, now, found }), found };
}
