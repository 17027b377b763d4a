import { sameRules } from '@sluice/draft';
import { printRuleset } from '@sluice/iptables';
import type { ChangeEvent, ChangeRecord, FamilyRecord } from './change-state.ts';
import { DamagedChange, type ChangeStore } from './change-store.ts';
import { bootId, networkNamespace } from './clock.ts';
import { parseText, tryCourse, type CourseResult } from './course.ts';
import { rulesetOf } from './planning.ts';
import { createReader } from './reading.ts';
import { restoreWhole } from './restoring.ts';
import { HelperRefusal } from './failure.ts';
import type { SetsStop } from './set-course.ts';
import { setsFedBy, undoSetsFirst, undoSetsLast } from './set-undoing.ts';

/** How an attempt to roll back ended. */
export type UndoResult = 'rolledBack' | 'failed' | 'again';

/** After this many attempts the snapshot itself is restored. */
const LAST_RESORT_AFTER = 5;

/**
 * Brings back what was before, once; the decision to do so must be on disk, and the writer lock with the caller. Only
 * what the change touched is touched: rules that other programs added meanwhile stay. `again` means: try again later;
 * nothing is given up while the rules are not back.
 */
export async function undo(store: ChangeStore, id: string, attempt: number): Promise<UndoResult> {
  const record = store.read(id);
  const decision = store.decision(id);
  if (!record || decision?.decision !== 'rollBack') throw new Error(`nobody decided to roll ${id} back`);
  if (record.state === 'rolledBack') return 'rolledBack';
  const untouched = record.state === 'prepared' || record.state === 'armed';
  const { reason, detail } = decision;
  write(store, id, { type: 'rollBack', reason, ...(detail !== undefined && { detail }) });
  if (untouched) return finish(store, id);
  const elsewhere = record.bootId !== bootId() || record.namespace !== networkNamespace();
  let kept: readonly string[] = [];
  try {
    // Sets end with the machine's run, as rules do, and nobody brings them back unconfirmed.
    const sets = elsewhere ? null : store.sets(record);
    const first = sets && (await undoSetsFirst(sets.undo));
    if (first) return waitForSets(store, id, first);
    for (const family of record.families.toReversed()) {
      if (elsewhere && !(await stillHolds(store, record, family))) continue;
      const result = await undoFamily(store, record, { family, attempt });
      if (!result.ok) {
        note(
          store,
          id,
          `${detail ?? ''} Rolling back the ${family.family} rules did not go through yet: ${result.message} ${result.stderr}`,
        );
        return 'again';
      }
    }
    if (sets) {
      const last = await undoSetsLast(sets.undo, fedBy(store, record));
      if (last.stop) return waitForSets(store, id, last.stop);
      kept = last.kept;
    }
  } catch (thrown) {
    if (thrown instanceof HelperRefusal) return waitForSets(store, id, { message: thrown.message, stderr: '' });
    if (!(thrown instanceof DamagedChange)) throw thrown;
    const what = `What is needed to roll back (${thrown.message}) is damaged on disk; the rules stand as they are.`;
    write(store, id, { type: 'fail', detail: what });
    return 'failed';
  }
  return finish(
    store,
    id,
    elsewhere ? 'The machine or the namespace was restarted; its rules had gone with it.' : withKept(detail, kept),
  );
}

/** What is still used by others is not taken away, and said. */
function withKept(detail: string | undefined, kept: readonly string[]): string | undefined {
  if (kept.length === 0) return detail;
  const names = kept.length === 1 ? `The set ${kept[0]} stays` : `The sets ${kept.join(', ')} stay`;
  return `${detail ?? ''} ${names}, without what the change put in: others use ${kept.length === 1 ? 'it' : 'them'} by now.`.trim();
}

function waitForSets(store: ChangeStore, id: string, { message, stderr }: NonNullable<SetsStop>): UndoResult {
  note(store, id, `Rolling back the sets did not go through yet: ${message} ${stderr}`);
  return 'again';
}

/** The sets that rules of the change fill by themselves. */
function fedBy(store: ChangeStore, record: ChangeRecord): ReadonlySet<string> {
  const made = record.families.flatMap((family) => madeOf(store, record.id, family) ?? []);
  return new Set(made.flatMap(setsFedBy));
}

function finish(store: ChangeStore, id: string, detail?: string): UndoResult {
  const written = write(store, id, { type: 'rolledBack', ...(detail !== undefined && { detail }) });
  return written ? 'rolledBack' : 'again';
}

/** Writes down what happens, if the disk takes it: a full one must not keep the rules from coming back. */
function write(store: ChangeStore, id: string, event: ChangeEvent): boolean {
  try {
    store.advance(id, event);
    return true;
  } catch (thrown) {
    process.stderr.write(`sluice: ${id} cannot be written: ${String(thrown)}\n`);
    return false;
  }
}

/** Says on disk why it is not done yet; the state stays. */
function note(store: ChangeStore, id: string, detail: string): void {
  const reason = store.read(id)?.reason ?? 'failed';
  write(store, id, { type: 'rollBack', reason, detail: detail.trim() });
}

interface Attempt {
  readonly family: FamilyRecord;
  readonly attempt: number;
}

async function undoFamily(
  store: ChangeStore,
  record: ChangeRecord,
  { family, attempt }: Attempt,
): Promise<CourseResult> {
  const before = parseText(store.text(record.id, family, 'before'), family.family);
  const made = madeOf(store, record.id, family);
  if (!made) return restoreSnapshot(store, record.id, family);
  const result = await tryCourse({ family: family.family, backend: family.backend, base: made, mine: before });
  if (result.ok || attempt < LAST_RESORT_AFTER) return result;
  const last = await restoreSnapshot(store, record.id, family);
  return last.ok ? last : result;
}

function madeOf(store: ChangeStore, id: string, family: FamilyRecord): ReturnType<typeof parseText> | null {
  try {
    return parseText(store.text(id, family, 'made'), family.family);
  } catch (thrown) {
    if (thrown instanceof DamagedChange) return null;
    throw thrown;
  }
}

/**
 * The last resort: all tables as they were, whatever others did since. Never by replaying bytes: a comment with a line
 * break in it would become rules (HOST-FACTS 0.2), and native rules would come back as something else.
 */
async function restoreSnapshot(store: ChangeStore, id: string, family: FamilyRecord): Promise<CourseResult> {
  const before = parseText(store.text(id, family, 'before'), family.family);
  const input = printRuleset(before, { counters: true });
  const reader = createReader({ backend: family.backend });
  const reading = await reader.readStrictly(family.family);
  // eslint-disable-next-line no-control-regex -- finding them is the purpose
  if (/[\u0000-\u0008\u000b-\u001f\u007f]/.test(input) || /"[^"\n]*\n[^"]*"/.test(input)) {
    return refusal('The snapshot holds control characters and is not replayed.');
  }
  if (reading.aliens.length > 0) return refusal('The host holds native rules that a snapshot would destroy.');
  const restored = await restoreWhole({ ...family, input });
  if (!restored.ok) return { ok: false, message: restored.message, stderr: restored.stderr, busy: restored.busy };
  return { ok: true, reading };
}

function refusal(message: string): CourseResult {
  return { ok: false, message, stderr: '', busy: false };
}

/** After a restart: whether the host came up with the very rules that were never confirmed. */
async function stillHolds(store: ChangeStore, record: ChangeRecord, family: FamilyRecord): Promise<boolean> {
  const reading = await createReader({ backend: family.backend }).readQuickly(family.family);
  const made = madeOf(store, record.id, family);
  return made !== null && sameRules(rulesetOf(reading), made);
}
