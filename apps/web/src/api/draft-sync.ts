import type { Family } from '@sluice/netfilter';
import type { DraftEdit } from '@sluice/protocol';
import { nextEdit, type Ledger } from '../state/draft-ledger.ts';
import { useWorkspace } from '../state/workspace.ts';
import { toast } from '../ui/toast.tsx';
import { getDraft, postEdit } from './calls.ts';
import { request, type Trouble } from './request.ts';

const RETRY_AFTER = 2000;

/** Families whose oldest edit is being sent right now. */
const sending = new Set<string>();

/** Sends every edit to the server, one at a time per family and in order; answers with the function that stops it. */
export function startDraftSync(): () => void {
  pump();
  globalThis.addEventListener('beforeunload', holdPage);
  const stop = useWorkspace.subscribe(pump);
  return () => {
    globalThis.removeEventListener('beforeunload', holdPage);
    stop();
  };
}

/** Leaving now would lose edits that the server has not taken yet: the browser asks first. */
function holdPage(event: BeforeUnloadEvent): void {
  if (hasUnsentEdits()) event.preventDefault();
}

/** Whether edits wait for the server's yes. */
export function hasUnsentEdits(): boolean {
  return Object.values(useWorkspace.getState().slices).some(({ ledger }) => (ledger?.pending.length ?? 0) > 0);
}

function pump(): void {
  for (const [key, { ledger }] of Object.entries(useWorkspace.getState().slices)) {
    const edit = ledger && nextEdit(ledger);
    if (edit && !sending.has(key)) void send(key, edit);
  }
}

async function send(key: string, edit: DraftEdit): Promise<void> {
  sending.add(key);
  const [family, host] = splitKey(key);
  const result = await request(postEdit(host, family, edit));
  if (result.ok) {
    useWorkspace.getState().settled(key, result.value);
    await readBaseAnew(key, result.value.baseFingerprint);
  } else await recover(key, result.error);
  sending.delete(key);
  pump();
}

/** The host's rules changed while the edit was on its way: the draft now begins from another text. */
async function readBaseAnew(key: string, fingerprint: string): Promise<void> {
  const slice = useWorkspace.getState().slices[key];
  if (!slice || slice.draftBase?.fingerprint === fingerprint || nextEdit(slice.ledger ?? NO_LEDGER) !== null) return;
  const [family, host] = splitKey(key);
  const draft = await request(getDraft(host, family));
  if (draft.ok) useWorkspace.getState().receiveDraft(host, draft.value);
}

const NO_LEDGER: Ledger = { version: 0, confirmed: { groups: [], cursor: 0 }, pending: [] };

async function recover(key: string, trouble: Trouble): Promise<void> {
  const [family, host] = splitKey(key);
  if (trouble.code === 'noAnswer' || trouble.code === 'busy') return wait(RETRY_AFTER);
  if (trouble.code !== 'draftConflict') {
    useWorkspace.getState().retracted(key);
    toast({ tone: 'trouble', title: 'The edit was not kept', text: trouble.message, code: trouble.stderr });
    return;
  }
  const theirs = await request(getDraft(host, family));
  if (theirs.ok) useWorkspace.getState().overtaken(key, theirs.value);
  else await wait(RETRY_AFTER);
}

function splitKey(key: string): [Family, string] {
  const at = key.indexOf(' ');
  return [key.slice(0, at) as Family, key.slice(at + 1)];
}

function wait(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
