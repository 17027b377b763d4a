import { postProbe } from '../api/calls.ts';
import { request } from '../api/request.ts';
import { useTrial } from '../state/trial.ts';

const AGAIN_AFTER = 700;
const LOST_AFTER = 3;

/** Remembers the nonce of the change that this tab applied, over a reload. */
export function rememberNonce(change: string, nonce: string): void {
  sessionStorage.setItem(`sluice.nonce.${change}`, nonce);
}

/** The nonce of a change, when this tab applied it. */
export function nonceOf(change: string): string | undefined {
  return sessionStorage.getItem(`sluice.nonce.${change}`) ?? undefined;
}

/** Asks until a request has arrived over a connection that was accepted after the change. */
export async function probeUntilReached(host: string, id: string, signal: AbortSignal): Promise<void> {
  useTrial.setState({ reach: { state: 'asking' } });
  const nonce = nonceOf(id);
  for (let failures = 0; !signal.aborted;) {
    const began = performance.now();
    const call = { ...postProbe(host, { id, ...(nonce === undefined ? {} : { nonce }) }), signal: fresh(signal) };
    // oxlint-disable-next-line no-await-in-loop -- each request waits for the one before it
    const result = await request(call);
    if (signal.aborted) return;
    if (result.ok && result.value.newConnection) {
      useTrial.setState({ reach: { state: 'reached', took: Math.max(1, Math.round(performance.now() - began)) } });
      return;
    }
    failures = result.ok ? failures : failures + 1;
    if (!result.ok && failures >= LOST_AFTER) {
      useTrial.setState({ reach: { state: 'unreached', words: result.error.message } });
    }
    // oxlint-disable-next-line no-await-in-loop -- a pause between two requests
    await pause(result.ok ? 100 : AGAIN_AFTER);
  }
}

/** A dropped packet shows as silence: give up a request in time to make another. */
function fresh(signal: AbortSignal): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout(2500)]);
}

function pause(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, milliseconds);
  });
}
