import { describe, expect, test } from 'vitest';
import { beginJourneys, JUMP, planOf, RULES, rulesOfInput, SEEN, until } from '../testing/journey.ts';

/** Others change the rules while a draft is open or under review. */

const journey = beginJourneys();

describe('others change the rules', () => {
  const banned = RULES.replace(
    '[10:600] -A INPUT -i lo',
    '[0:0] -A INPUT -s 192.0.2.9/32 -j DROP\n[10:600] -A INPUT -i lo',
  );

  test('between review and apply, where the plan stays the same: it is applied on the newest rules', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    await journey.now.unlock();
    const review = await journey.now.review();
    journey.now.helper.failNext('apply', { code: 'staleBase', message: 'The rules changed.', unchanged: true });
    await journey.now.body(`POST ${SEEN}/change`, { seconds: 60, plans: review.plans.map(planOf) });
    expect(journey.now.helper.text('ipv4')).toContain('--dport 9090');
  });

  test('between review and apply, where the plan comes out otherwise: it is to be reviewed again', async () => {
    const second = (await journey.now.snapshot()).text;
    expect(second).toBe(RULES);
    const after = {
      type: 'insertRule',
      table: 'filter',
      chain: 'INPUT',
      after: rulesOfInput()[0]?.id,
      id: 'draft:1',
      text: '-j ENVOY',
    };
    await journey.now.edit({ action: 'do', version: 0, group: { label: 'insert jump', steps: [after] } });
    await journey.now.unlock();
    const review = await journey.now.review();
    journey.now.helper.setText('ipv4', banned);
    const plans = review.plans.map(planOf);
    expect(['staleBase', 'stalePlan']).toContain(
      await journey.now.refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans }),
    );
    expect(journey.now.helper.text('ipv4')).toBe(banned);
    const again = await journey.now.draft();
    expect(again.base.text).toBe(banned);
    expect(again.groups).toHaveLength(1);
  });

  test('under an open draft: it is laid on the new rules', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    journey.now.helper.setText('ipv4', banned);
    await until(async () => (await journey.now.draft()).base.text === banned);
    expect((await journey.now.draft()).groups).toHaveLength(1);
  });
});
