import type { ChainDiff, DiffRow } from '@sluice/draft';
import { findTarget, summarize, type Rule } from '@sluice/netfilter';
import { diffWords } from '../ui/word-diff.ts';
import { count } from '../shell/words.ts';

/** The sign of a kind of change; the same on map, in review and while on trial. */
export const GLYPHS = { same: '', added: '+', removed: '−', changed: '~', moved: '↕' } as const;

/** One change, in words. */
export interface ChangeWords {
  readonly key: string;
  readonly change: Exclude<DiffRow['change'], 'same'>;
  readonly title: string;
  /** A chain's name in the title, drawn as code. */
  readonly name?: string;
  readonly note: string;
}

/** Every change of one chain, in the order in which the comparison shows them; `disabled`: rules that Sluice keeps. */
export function changesOf(diff: ChainDiff, disabled: ReadonlySet<string> = NONE): readonly ChangeWords[] {
  const chain: ChangeWords[] = [];
  if (diff.state === 'created') {
    chain.push({ key: 'chain', change: 'added', title: 'New chain', name: diff.chain, note: 'user-defined' });
  }
  if (diff.state === 'removed') {
    chain.push({ key: 'chain', change: 'removed', title: 'Deleted chain', name: diff.chain, note: 'with its rules' });
  }
  if (diff.policy) {
    const { before, after } = diff.policy;
    chain.push({ key: 'policy', change: 'changed', title: `Policy ${after}`, note: `was ${before}` });
  }
  const rows = diff.rows.flatMap((row) => (row.change === 'same' ? [] : [rowWords(row, diff.rows)]));
  return [...chain, ...rows.map((words) => (disabled.has(words.key) ? asDisabled(words) : words))];
}

const NONE: ReadonlySet<string> = new Set();

/** For the host a disabled rule is removed; for the person it is still there. */
function asDisabled(words: ChangeWords): ChangeWords {
  return { ...words, title: words.title.replace(/^Removed/, 'Disabled'), note: `${words.note} · kept in Sluice` };
}

/** `8 rules become 9`, for the head of a chain's comparison. */
export function sizeWords({ rows, state }: ChainDiff): string {
  const before = rows.filter((row) => row.before).length;
  const after = rows.filter((row) => row.after).length;
  if (state === 'created') return `new chain, ${count(after, 'rule')}`;
  if (state === 'removed') return `chain is deleted, ${count(before, 'rule')}`;
  if (before + after === 0) return 'no rules';
  return `${count(before, 'rule')} ${before === 1 ? 'becomes' : 'become'} ${after}`;
}

/** `+1 ~1 −1 ↕1`. */
export function tally(diff: ChainDiff): string {
  const kinds = ['added', 'changed', 'removed', 'moved'] as const;
  return kinds
    .map((kind) => ({ kind, number: changesOf(diff).filter(({ change }) => change === kind).length }))
    .filter(({ number }) => number > 0)
    .map(({ kind, number }) => `${GLYPHS[kind]}${number}`)
    .join('  ');
}

/** The key under which a row of the comparison is found from the list of changes. */
export function rowKey(row: {
  readonly before?: DiffRow['before'] | undefined;
  readonly after?: DiffRow['after'] | undefined;
}): string {
  return row.after?.rule.id ?? row.before?.rule.id ?? '';
}

function rowWords(row: DiffRow, rows: readonly DiffRow[]): ChangeWords {
  const { before, after } = row;
  const rule = (after ?? before)?.rule;
  const key = rowKey(row);
  const from = `#${(before?.index ?? 0) + 1}`;
  const to = `#${(after?.index ?? 0) + 1}`;
  switch (row.change) {
    case 'same':
    case 'added':
      return { key, change: 'added', ...does(rule, ''), note: `${to} · ${short(rule)}` };
    case 'removed':
      return { key, change: 'removed', ...does(rule, 'Removed '), note: `was ${from} · ${short(rule)}` };
    case 'moved': {
      const title = movedUp(row, rows) ? 'Moved up' : 'Moved down';
      return { key, change: 'moved', title, note: `${from === to ? 'still' : `${from} to`} ${to} · ${short(rule)}` };
    }
    case 'changed':
      return {
        key,
        change: 'changed',
        ...does(rule, 'Changed '),
        note: `${to} · ${whatChanged(before?.rule, after?.rule)}`,
      };
  }
}

/** Up means past rules that stay; what was added or removed elsewhere shifts numbers but moves nothing. */
function movedUp({ before, after }: DiffRow, rows: readonly DiffRow[]): boolean {
  const staying = rows.filter((row) => row.before && row.after && row.change !== 'moved');
  const passed = (side: 'before' | 'after', index: number): number =>
    staying.filter((row) => (row[side]?.index ?? 0) < index).length;
  return passed('after', after?.index ?? 0) < passed('before', before?.index ?? 0);
}

function does(rule: Rule | undefined, verb: string): { readonly title: string; readonly name?: string } {
  const target = rule?.spec.target;
  if (!target) return { title: begin(`${verb}counting rule`) };
  if (findTarget(target.name)) return { title: begin(`${verb}${target.name} rule`) };
  return { title: begin(`${verb}${target.how} to`), name: target.name };
}

function begin(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function short(rule: Rule | undefined): string {
  if (!rule) return '';
  const { phrases, more } = summarize(rule.spec);
  const words = phrases.map(({ text }) => text).join(' ');
  return `${words === '' ? 'any packet' : words}${more > 0 ? ` +${more}` : ''}`;
}

/** `192.0.2.10/32 to 192.0.2.0/24` when little changed, else the new short line. */
function whatChanged(before: Rule | undefined, after: Rule | undefined): string {
  if (!before || !after) return short(after);
  const diff = diffWords(before.text, after.text);
  const gone = diff.before.filter(({ changed }) => changed).map(({ text }) => text);
  const come = diff.after.filter(({ changed }) => changed).map(({ text }) => text);
  if (gone.length === 1 && come.length === 1) return `${gone[0]} to ${come[0]}`;
  return short(after);
}
