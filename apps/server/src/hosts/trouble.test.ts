import { describe, expect, test } from 'vitest';
import { beginJourneys, JUMP, planOf, RULES, SEEN } from '../testing/journey.ts';

/** A host that is locked, silent or wrong: what is true is said. */

const journey = beginJourneys();

describe('this machine', () => {
  test('is read-only until its name is typed', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    const review = await journey.now.review();
    const request = { seconds: 60, plans: review.plans.map(planOf) };
    expect(await journey.now.host()).toMatchObject({ locked: true });
    expect(await journey.now.refusalOf(`POST ${SEEN}/change`, request)).toBe('hostLocked');
    expect(await journey.now.refusalOf(`POST ${SEEN}/unlock`, { name: 'Gate' })).toBe('hostLocked');
    expect(await journey.now.unlock()).toMatchObject({ locked: false });
    await journey.now.body(`POST ${SEEN}/lock`, {});
    expect(await journey.now.refusalOf(`POST ${SEEN}/change`, request)).toBe('hostLocked');
    expect(journey.now.helper.text('ipv4')).toBe(RULES);
  });

  test('is read-only again when the session that unlocked it has ended', async () => {
    await journey.now.unlock();
    await journey.now.server.ask(journey.now.cookie, 'DELETE /api/session', {});
    journey.now.cookie = await journey.now.server.logIn();
    expect(await journey.now.host()).toMatchObject({ locked: true });
  });
});

describe('a host that misbehaves', () => {
  test('does not answer: what is true is said, and it is found again', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    journey.now.helper.failNext('dryRun', 'hangUp');
    expect(await journey.now.refusalOf(`POST ${SEEN}/review`, {})).toBe('hostUnreachable');
    await journey.now.untilUp();
    expect((await journey.now.review()).plans).toHaveLength(1);
  });

  test('answers with something else: it is not believed', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    journey.now.helper.failNext('dryRun', 'nonsense');
    expect(await journey.now.refusalOf(`POST ${SEEN}/review`, {})).toBe('internal');
  });

  test('cannot read its rules: it says so in the list until it can', async () => {
    // The server's own first reading is over; the next one comes when that is old.
    await journey.now.snapshot();
    journey.now.helper.failNext('read', { code: 'readFailed', message: 'iptables-save was cut off.' });
    await new Promise((resolve) => setTimeout(resolve, 1600));
    expect((await journey.now.snapshot()).text).toBe(RULES);
    expect(await journey.now.host()).toMatchObject({ state: 'up', trouble: 'iptables-save was cut off.' });
    await journey.now.snapshot();
    expect(await journey.now.host()).toMatchObject({ trouble: null });
  });

  test('refuses in its own words: they are passed on', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    journey.now.helper.failNext('dryRun', {
      code: 'refusedByKernel',
      message: 'No.',
      stderr: 'line 3 failed',
      unchanged: true,
    });
    const answer = await journey.now.server.ask(journey.now.cookie, `POST ${SEEN}/review`, {});
    expect(answer).toMatchObject({ status: 422, body: { code: 'refusedByKernel', stderr: 'line 3 failed' } });
  });
});
