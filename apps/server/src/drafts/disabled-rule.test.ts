import type { Applied } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import { beginJourneys, planOf, rulesOfInput, SEEN } from '../testing/journey.ts';

/** A disabled rule leaves the host and stays with Sluice. */

const journey = beginJourneys();

describe('a disabled rule', () => {
  const [rule] = rulesOfInput();
  const disabled = { table: 'filter', chain: 'INPUT', id: rule?.id, after: null, text: rule?.text };
  const group = { label: 'Disable rule', steps: [{ type: 'disableRule', ...disabled }] };

  test('is taken from the host and kept, over the apply and a restart of the server', async () => {
    await journey.now.edit({ action: 'do', version: 0, group });
    await journey.now.unlock();
    const review = await journey.now.review();
    const { change } = await journey.now.body<Applied>(`POST ${SEEN}/change`, {
      seconds: 60,
      plans: review.plans.map(planOf),
    });
    expect(journey.now.helper.text('ipv4')).not.toContain('-i lo');
    await journey.now.body(`POST ${SEEN}/change/probe`, { id: change.id });
    await journey.now.body(`POST ${SEEN}/change/confirm`, { id: change.id });
    expect(await journey.now.draft()).toMatchObject({ groups: [], shelf: [disabled] });
    await journey.now.server.restart();
    await journey.now.untilUp();
    expect(await journey.now.draft()).toMatchObject({ groups: [], shelf: [disabled] });
  });

  test('of a discarded draft was never disabled', async () => {
    const { version } = await journey.now.edit({ action: 'do', version: 0, group });
    await journey.now.edit({ action: 'discard', version });
    expect(await journey.now.draft()).toMatchObject({ groups: [], shelf: [] });
  });
});
