import type { Author, ChangeCounts, Revision } from '@sluice/protocol';
import { GLYPHS } from '../review/change-words.ts';
import { count } from '../shell/words.ts';

/** How it is known who made a state. */
export function authorSource({ how, address }: Author): string {
  switch (how) {
    case 'person':
      return address === null ? 'logged in here' : `logged in from ${address}`;
    case 'console':
      return 'with sluice on the host itself';
    case 'program':
      return 'named by the kernel';
    case 'likely':
      return 'every rule that changed belongs to it';
    case 'unknown':
      return 'the kernel did not say who';
  }
}

/** What a state is about, in one line: the reason that was given, else what happened. */
export function titleOf(revision: Revision): string {
  const { message, kind, rules } = revision;
  if (message !== '') return message;
  switch (kind) {
    case 'first':
      return `First read: ${count(rules, 'rule')}`;
    case 'applied':
      return `Changed ${whereWords(revision)}`;
    case 'outside':
      return `${whereWords(revision)} changed on the host`;
    case 'back':
      return 'Rolled back; what others did meanwhile was kept';
  }
}

/** `INPUT`, `INPUT and f2b-sshd`, `INPUT and 3 more chains`. */
function whereWords({ chains, chainCount }: Revision): string {
  const [first, second] = chains;
  if (!first) return 'the rules';
  if (chainCount === 1 || !second) return first.chain;
  if (chainCount === 2) return `${first.chain} and ${second.chain}`;
  return `${first.chain} and ${count(chainCount - 1, 'more chain')}`;
}

/** One count of a kind of change, with its sign. */
export interface CountMark {
  readonly change: keyof ChangeCounts;
  readonly text: string;
}

const KINDS = ['added', 'changed', 'removed', 'moved'] as const;

/** The counts that are not zero, each with its sign. */
export function countMarks(counts: ChangeCounts): readonly CountMark[] {
  return KINDS.filter((change) => counts[change] > 0).map((change) => ({
    change,
    text: `${GLYPHS[change]}${counts[change].toLocaleString('en')}`,
  }));
}

/** What became of a state that did not simply stand; null when it did. */
export function fateWords({ state, undoneBy }: Revision): string | null {
  switch (state) {
    case 'trial':
      return 'on trial';
    case 'stood':
      return null;
    case 'undone':
      switch (undoneBy) {
        case 'deadline':
          return 'rolled back: nobody kept it in time';
        case 'failed':
          return 'rolled back: it failed';
        case 'recovered':
          return 'rolled back after a restart';
        case 'asked':
        case null:
          return 'rolled back';
      }
  }
}

const DAY = 86_400_000;

/** `14:05` today, `Sun 16:21` this week, `12 Nov 16:21` before. */
export function momentWords(at: number, now: number): string {
  const date = new Date(at);
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  if (date.toDateString() === new Date(now).toDateString()) return time;
  if (now - at < 6 * DAY) return `${date.toLocaleDateString('en-GB', { weekday: 'short' })} ${time}`;
  return `${date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })} ${time}`;
}

/** `Sunday 22 November, 16:21:08`. */
export function fullMoment(at: number): string {
  const date = new Date(at);
  const day = date.toLocaleDateString('en-GB', { weekday: 'long', day: 'numeric', month: 'long' });
  return `${day}, ${date.toLocaleTimeString('en-GB')}`;
}

/** `22 s`, `19 min`, `19 h 12 min`, `3 days`. */
export function spanWords(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return `${Math.round(hours / 24)} days`;
}
