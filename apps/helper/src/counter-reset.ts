import { planCounterReset } from '@sluice/draft';
import type { CounterReset, CounterSample } from '@sluice/protocol/helper';
import { HelperRefusal } from './failure.ts';
import { rulesetOf } from './planning.ts';
import type { Reader } from './reading.ts';
import { restorePlan } from './restoring.ts';

/**
 * Sets counters to zero where the rules are, and reads them back. The rules must be those that the person saw, because
 * a rule is named by its number. There is no way back: the numbers are gone, no rule is.
 */
export async function resetCounters(reader: Reader, { family, base, scope }: CounterReset): Promise<CounterSample> {
  const reading = await reader.readQuickly(family);
  if (reading.fingerprint !== base) {
    const message = `The ${family} rules on the host changed meanwhile. No counter was reset.`;
    throw new HelperRefusal('staleBase', message, { unchanged: true });
  }
  const planned = planCounterReset(rulesetOf(reading), scope);
  if (!planned.ok) {
    throw new HelperRefusal('unplannable', `${planned.error.message} No counter was reset.`, { unchanged: true });
  }
  const { backend, encoding } = reading;
  const restored = await restorePlan({ family, backend, encoding, input: planned.value });
  if (!restored.ok) {
    const { message, stderr, busy, committed } = restored;
    const what = committed === 0 ? 'No counter was reset.' : 'The counters of some tables were reset.';
    throw new HelperRefusal(busy ? 'busy' : 'refusedByKernel', `${message} ${what}`, {
      stderr,
      unchanged: committed === 0,
    });
  }
  return reader.sample(family);
}
