import { inParts } from '../state/in-parts.ts';
import { createAuditor, type AuditJob, type AuditWord } from './audit-job.ts';
import { createUnpacker, type PostedJob } from './posted-job.ts';

/* Looks at rules beside the page, which goes on being drawn meanwhile. */

const auditJob = createAuditor();
const unpack = createUnpacker();
let under = new AbortController();

addEventListener('message', ({ data }: MessageEvent<PostedJob>) => {
  under.abort();
  under = new AbortController();
  void work(unpack(data), under.signal);
});

async function work(job: AuditJob, signal: AbortSignal): Promise<void> {
  const { serial } = job;
  const report = await inParts(auditJob(job), { signal, told: (progress) => say({ serial, progress }) });
  if (report) say({ serial, report });
}

function say(word: AuditWord): void {
  // A worker speaks to the page that made it and to nobody else: there is no origin to name.
  // oxlint-disable-next-line unicorn/require-post-message-target-origin
  postMessage(word);
}
