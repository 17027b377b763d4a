import type { DatabaseSync } from 'node:sqlite';
import type { ShelvedRule, StepGroup } from '@sluice/draft';
import type { Family } from '@sluice/netfilter';
import { inTransaction } from '../store/database.ts';

/** Names a draft: one per family of a host. */
export interface DraftKey {
  readonly host: string;
  readonly family: Family;
}

/** A draft as kept on disk. */
export interface StoredDraft {
  readonly version: number;
  readonly base: { readonly fingerprint: string; readonly text: string };
  readonly groups: readonly StepGroup[];
  readonly cursor: number;
  /** The disabled rules as they were before the groups. */
  readonly shelf: readonly ShelvedRule[];
}

/** Drafts on disk. Each write is whole or absent. */
export interface DraftStore {
  load(key: DraftKey): StoredDraft | null;
  /** Writes what differs from the draft before; all of it when that is not known to be on disk (null). */
  save(key: DraftKey, before: StoredDraft | null, after: StoredDraft): void;
  /** The families of a host that have a draft. */
  families(host: string): readonly Family[];
  /** Takes away all drafts of a host. */
  remove(host: string): void;
}

/** The store in the server's database: an edit writes its own group, not the whole draft. */
export function createDraftStore(db: DatabaseSync, now: () => number): DraftStore {
  const select = db.prepare(
    'SELECT version, base_fingerprint, base_text, cursor, shelf FROM drafts WHERE host = ? AND family = ?',
  );
  const selectGroups = db.prepare('SELECT content FROM draft_groups WHERE host = ? AND family = ? ORDER BY at');
  const selectFamilies = db.prepare('SELECT family FROM drafts WHERE host = ?');
  const insert = db.prepare(
    'INSERT INTO drafts (host, family, version, base_fingerprint, base_text, cursor, saved_at, shelf) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const update = db.prepare('UPDATE drafts SET version = ?, cursor = ?, saved_at = ? WHERE host = ? AND family = ?');
  const rebase = db.prepare('UPDATE drafts SET base_fingerprint = ?, base_text = ? WHERE host = ? AND family = ?');
  const remove = db.prepare('DELETE FROM drafts WHERE host = ?');
  const removeOne = db.prepare('DELETE FROM drafts WHERE host = ? AND family = ?');
  const shelve = db.prepare('UPDATE drafts SET shelf = ? WHERE host = ? AND family = ?');
  const cut = db.prepare('DELETE FROM draft_groups WHERE host = ? AND family = ? AND at >= ?');
  const append = db.prepare('INSERT INTO draft_groups (host, family, at, content) VALUES (?, ?, ?, ?)');

  function write({ host, family }: DraftKey, before: StoredDraft | null, after: StoredDraft): void {
    if (before) update.run(after.version, after.cursor, now(), host, family);
    else {
      removeOne.run(host, family);
      const { fingerprint, text } = after.base;
      insert.run(host, family, after.version, fingerprint, text, after.cursor, now(), JSON.stringify(after.shelf));
    }
    if (before && before.shelf !== after.shelf) shelve.run(JSON.stringify(after.shelf), host, family);
    if (before && before.base.fingerprint !== after.base.fingerprint) {
      rebase.run(after.base.fingerprint, after.base.text, host, family);
    }
    const groups = before?.groups ?? [];
    let same = 0;
    while (same < groups.length && groups[same] === after.groups[same]) same++;
    cut.run(host, family, same);
    for (let at = same; at < after.groups.length; at++) append.run(host, family, at, JSON.stringify(after.groups[at]));
  }

  return {
    load({ host, family }) {
      const row = select.get(host, family);
      if (!row) return null;
      return {
        version: Number(row['version']),
        base: { fingerprint: String(row['base_fingerprint']), text: String(row['base_text']) },
        // Written by this server from values that the protocol's schema had checked.
        groups: selectGroups.all(host, family).map((group) => JSON.parse(String(group['content'])) as StepGroup),
        cursor: Number(row['cursor']),
        shelf: JSON.parse(String(row['shelf'])) as readonly ShelvedRule[],
      };
    },
    save: (key, before, after) => inTransaction(db, () => write(key, before, after)),
    remove: (host) => void remove.run(host),
    families: (host) => selectFamilies.all(host).map((row) => (row['family'] === 'ipv6' ? 'ipv6' : 'ipv4')),
  };
}
