import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/*
 * Files that are whole or not there, even when the power fails: written beside, forced to disk, then given their name,
 * and the directory forced to disk as well. A plain write to a full disk leaves an empty file.
 */

let serial = 0;

/** Replaces a file. Only its owner may read it: rules say how a host can be attacked. */
export function writeDurably(path: string, content: string | Uint8Array): void {
  const beside = writeBeside(path, content);
  renameSync(beside, path);
  syncDirectory(dirname(path));
}

/**
 * Makes a file that must not be there yet. Of all who try at once, in whatever process, exactly one gets true; the
 * file is never seen half written.
 */
export function claimDurably(path: string, content: string): boolean {
  const beside = writeBeside(path, content);
  try {
    return claimReady(path, beside);
  } finally {
    rmSync(beside, { force: true });
  }
}

/** As {@link claimDurably}, with the content of a file that lies ready. Takes no room on the disk. */
export function claimReady(path: string, ready: string): boolean {
  try {
    linkSync(ready, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
  syncDirectory(dirname(path));
  return true;
}

/** Makes a directory for its owner alone, and everything above it. */
export function makeDirectory(path: string): void {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  syncDirectory(dirname(path));
}

function writeBeside(path: string, content: string | Uint8Array): string {
  const beside = `${path}.${process.pid}-${++serial}.new`;
  const file = openSync(beside, 'wx', 0o600);
  try {
    const bytes = typeof content === 'string' ? Buffer.from(content, 'utf8') : content;
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at);
    fsyncSync(file);
  } catch (error) {
    rmSync(beside, { force: true });
    throw error;
  } finally {
    closeSync(file);
  }
  return beside;
}

function syncDirectory(path: string): void {
  const directory = openSync(path, 'r');
  try {
    fsyncSync(directory);
  } finally {
    closeSync(directory);
  }
}
