// The address that Vite gives the built worker; the rule looks into the file instead.
// oxlint-disable-next-line import/default
import url from './audit-worker.ts?worker&url';
import type { AuditJob, AuditWord } from './audit-job.ts';
import { createPacker } from './posted-job.ts';

/** The part of the browser's Trusted Types that is used; TypeScript's DOM does not know them yet. */
interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { readonly createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): string };
}

/** A worker that looks at rules; answers with how to give it a job and how to end it. */
export function startWorker(heard: (word: AuditWord) => void): {
  readonly give: (job: AuditJob) => void;
  readonly end: () => void;
} {
  const worker = new Worker(trusted(), { type: 'module', name: 'audit' });
  const pack = createPacker();
  worker.addEventListener('message', ({ data }: MessageEvent<AuditWord>) => heard(data));
  return {
    // The rule means windows: a worker has no origin to be named.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    give: (job) => worker.postMessage(pack(job)),
    end: () => worker.terminate(),
  };
}

let address: string | undefined;

/** The page's policy lets no string be a script's address: this one is made at build time, and the only one. */
function trusted(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes };
  address ??= trustedTypes?.createPolicy('sluice-audit', { createScriptURL: () => url }).createScriptURL(url) ?? url;
  return address;
}
