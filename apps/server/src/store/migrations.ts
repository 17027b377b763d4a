/**
 * The database, version by version. Entries are only ever added: a database of version n has had the first n run.
 */
export const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE sessions (
    key TEXT PRIMARY KEY,
    opened_at INTEGER NOT NULL,
    seen_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE used_logins (
    hash TEXT PRIMARY KEY,
    used_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
  ) STRICT;
  CREATE TABLE drafts (
    host TEXT NOT NULL,
    family TEXT NOT NULL,
    version INTEGER NOT NULL,
    base_fingerprint TEXT NOT NULL,
    base_text TEXT NOT NULL,
    cursor INTEGER NOT NULL,
    saved_at INTEGER NOT NULL,
    PRIMARY KEY (host, family)
  ) STRICT;
  CREATE TABLE draft_groups (
    host TEXT NOT NULL,
    family TEXT NOT NULL,
    at INTEGER NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (host, family, at),
    FOREIGN KEY (host, family) REFERENCES drafts (host, family) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE changes (
    host TEXT NOT NULL,
    id TEXT NOT NULL,
    session_key TEXT NOT NULL,
    nonce_hash TEXT NOT NULL,
    families TEXT NOT NULL,
    applied_at INTEGER NOT NULL,
    probed INTEGER NOT NULL DEFAULT 0,
    settled INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (host, id)
  ) STRICT;
  `,
  `
  CREATE TABLE opened_files (
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    family TEXT NOT NULL,
    text TEXT NOT NULL,
    opened_at INTEGER NOT NULL
  ) STRICT;
  `,
  `ALTER TABLE drafts ADD COLUMN shelf TEXT NOT NULL DEFAULT '[]'`,
  `
  CREATE TABLE rulesets (
    fingerprint TEXT PRIMARY KEY,
    text BLOB NOT NULL
  ) STRICT;
  CREATE TABLE revisions (
    host TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    state TEXT NOT NULL,
    change_id TEXT,
    facts TEXT NOT NULL,
    log_hash TEXT NOT NULL,
    PRIMARY KEY (host, number)
  ) STRICT;
  CREATE TABLE revision_families (
    host TEXT NOT NULL,
    number INTEGER NOT NULL,
    family TEXT NOT NULL,
    fingerprint TEXT NOT NULL REFERENCES rulesets (fingerprint),
    PRIMARY KEY (host, number, family),
    FOREIGN KEY (host, number) REFERENCES revisions (host, number) ON DELETE CASCADE
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX revision_rulesets ON revision_families (fingerprint);
  ALTER TABLE sessions ADD COLUMN name TEXT NOT NULL DEFAULT '';
  ALTER TABLE sessions ADD COLUMN address TEXT NOT NULL DEFAULT '';
  ALTER TABLE changes ADD COLUMN by_name TEXT NOT NULL DEFAULT '';
  `,
  `
  CREATE TABLE ignored_problems (
    host TEXT NOT NULL,
    id TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_name TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (host, id)
  ) STRICT, WITHOUT ROWID;
  `,
];
