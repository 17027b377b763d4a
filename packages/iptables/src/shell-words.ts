import { refuse, ok, type Result } from '@sluice/netfilter';
import type { Word } from './lexer.ts';

/** What a shell would not have taken as plain words of one command. */
export interface ShellProblem {
  readonly code: 'openQuote' | 'shellSyntax';
  readonly start: number;
  readonly end: number;
}

/**
 * Cuts a command line into words as a shell does: single quotes, double quotes, backslashes. A `#` at a word's start
 * begins a comment. Anything that a shell would expand or join (`$X`, `a;b`, `a|b`, `$(x)`) is refused: we do not
 * know what it stands for.
 */
export function lexShell(line: string): Result<readonly Word[], ShellProblem> {
  const words: Word[] = [];
  let at = 0;
  while (at < line.length) {
    const char = line.charAt(at);
    if (/\s/.test(char)) {
      at++;
      continue;
    }
    if (char === '#') break;
    const word = readShellWord(line, at);
    if (!word.ok) return word;
    words.push(word.value);
    at = word.value.end;
  }
  return ok(words);
}

const SPECIAL = /[$`;|&<>()]/;

function readShellWord(line: string, start: number): Result<Word, ShellProblem> {
  let text = '';
  let quoted = false;
  let at = start;
  while (at < line.length && !/\s/.test(line.charAt(at))) {
    const char = line.charAt(at);
    if (char === "'") {
      const end = line.indexOf("'", at + 1);
      if (end < 0) return refuse({ code: 'openQuote', start: at, end: line.length });
      text += line.slice(at + 1, end);
      quoted = true;
      at = end + 1;
    } else if (char === '"') {
      const piece = readDoubleQuoted(line, at + 1);
      if (!piece.ok) return piece;
      text += piece.value.text;
      quoted = true;
      at = piece.value.end;
    } else if (char === '\\' && at + 1 < line.length) {
      text += line.charAt(at + 1);
      at += 2;
    } else if (SPECIAL.test(char)) {
      return refuse({ code: 'shellSyntax', start: at, end: at + 1 });
    } else {
      text += char;
      at++;
    }
  }
  return ok({ text, quoted, start, end: at });
}

function readDoubleQuoted(
  line: string,
  from: number,
): Result<{ readonly text: string; readonly end: number }, ShellProblem> {
  let text = '';
  for (let at = from; at < line.length; at++) {
    const char = line.charAt(at);
    if (char === '"') return ok({ text, end: at + 1 });
    if (char === '$' || char === '`') return refuse({ code: 'shellSyntax', start: at, end: at + 1 });
    if (char === '\\' && /["\\$`]/.test(line.charAt(at + 1))) text += line.charAt(++at);
    else text += char;
  }
  return refuse({ code: 'openQuote', start: from - 1, end: line.length });
}

/** A word as a POSIX shell needs it to be written. */
export function shellQuote(word: string): string {
  if (word === '!' || /^[\w@%+=:,./-]+$/.test(word)) return word;
  return `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
