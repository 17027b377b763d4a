import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { canonicalText, parseSave } from '@sluice/iptables';
import { actionLogIn, BEGINNING, checkLog } from './action-log.ts';
import { createRevisionStore, type RevisionStore, type StoredRevision } from './revision-store.ts';

/** Whether what a server wrote about its actions is still what it wrote. */
export interface DataCheck {
  readonly entries: number;
  /** Whoever keeps this elsewhere can tell later whether anything up to here was changed. */
  readonly head: string;
  /** The first line of the log that is not what was written; null when its chain is whole. */
  readonly brokenAt: number | null;
  /** Sentences about what does not fit together: a log that lost its end, rules that are not what was recorded. */
  readonly problems: readonly string[];
}

/**
 * Checks the log of a server's data folder and holds it against the history. `head`, noted earlier, must still stand in
 * the chain. Changes nothing, and works while the server runs.
 */
export function verifyData(folder: string, head?: string): DataCheck {
  const path = actionLogIn(folder);
  const { entries, head: last, brokenAt, hashes } = checkLog(existsSync(path) ? readFileSync(path, 'utf8') : '');
  const known = new Set([BEGINNING, ...hashes]);
  const problems = revisionProblems(folder, known);
  if (head !== undefined && !known.has(head)) {
    problems.push(`The log does not hold the entry ${head}: what it said up to there was changed or cut off.`);
  }
  return { entries, head: last, brokenAt, problems };
}

function revisionProblems(folder: string, known: ReadonlySet<string>): string[] {
  const file = join(folder, 'sluice.db');
  if (!existsSync(file)) return [];
  const db = new DatabaseSync(file, { readOnly: true });
  try {
    const hosts = db.prepare('SELECT DISTINCT host FROM revisions').all();
    const store = createRevisionStore(db);
    return hosts.flatMap(({ host }) => problemsOf(String(host), store, known));
  } finally {
    db.close();
  }
}

function problemsOf(host: string, store: RevisionStore, known: ReadonlySet<string>): readonly string[] {
  return store
    .list(host, Number.MAX_SAFE_INTEGER)
    .flatMap((revision) => [
      ...(known.has(revision.logHash)
        ? []
        : [`The log has no entry for revision ${revision.number} of ${host}: it was changed, or its end was cut off.`]),
      ...revision.families.flatMap(({ family, fingerprint }) =>
        fingerprintOf(store.text(fingerprint), family) === fingerprint ? [] : [otherRules(host, revision, family)],
      ),
    ]);
}

function fingerprintOf(text: string | null, family: 'ipv4' | 'ipv6'): string | null {
  if (text === null) return null;
  return createHash('sha256')
    .update(canonicalText(parseSave(text, { family }).ruleset))
    .digest('hex');
}

function otherRules(host: string, { number }: StoredRevision, family: string): string {
  return `The ${family} rules of revision ${number} of ${host} are not those that were recorded.`;
}
