import type { HostChange } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import { beginJourneys, BEHIND, JUMP, NEXT, RULES, SEEN, until } from '../testing/journey.ts';

/** From login to a kept change, over real HTTP, with a host that has no kernel behind it. */

const journey = beginJourneys();

test('a draft is reviewed, applied, proven over a new connection, and kept', async () => {
  const applied = await journey.now.applyJump();
  expect(journey.now.helper.text('ipv4')).toContain('-A INPUT -p tcp -m tcp --dport 9090 -j ENVOY');
  const { id } = applied.change;

  expect(await journey.now.refusalOf(`POST ${SEEN}/change/confirm`, { id, nonce: applied.nonce })).toBe(
    'notNewConnection',
  );
  expect(await journey.now.body(`POST ${SEEN}/change/probe`, { id, nonce: applied.nonce })).toEqual({
    newConnection: true,
  });
  const kept = await journey.now.body<HostChange>(`POST ${SEEN}/change/confirm`, { id, nonce: applied.nonce });
  expect(kept).toMatchObject({ pending: null, last: { id, state: 'confirmed' } });

  const empty = await journey.now.draft();
  expect(empty).toMatchObject({ groups: [], cursor: 0 });
  expect(empty.base.text).toContain('--dport 9090');
  expect(journey.now.helper.text('ipv4')).toContain('--dport 9090');
});

test('a change that is rolled back leaves the draft as it was', async () => {
  const { change } = await journey.now.applyJump();
  await journey.now.body(`POST ${SEEN}/change/rollback`, { id: change.id });
  expect(journey.now.helper.text('ipv4')).toBe(RULES);
  expect(await journey.now.draft()).toMatchObject({ groups: [JUMP], cursor: 1 });
});

test('fault 28: a deadline that passes unseen is noticed, and the draft is kept', async () => {
  await journey.now.applyJump();
  journey.now.helper.passDeadline();
  const status = await journey.now.body<HostChange>(`GET ${SEEN}/change`);
  expect(status).toMatchObject({ pending: null, last: { state: 'rolledBack', reason: 'deadline' } });
  expect(await journey.now.draft()).toMatchObject({ groups: [JUMP], cursor: 1 });
});

describe('while a change waits', () => {
  test('edits are a new draft on top of what is on trial, which is left alone', async () => {
    await journey.now.editOnTrial();
    const { version } = await journey.now.draft();
    expect(await journey.now.edit({ action: 'undo', version })).toMatchObject({ cursor: 2 });
    expect(await journey.now.edit({ action: 'discard', version: version + 1 })).toMatchObject({
      groups: [JUMP],
      cursor: 1,
    });
    const undone = { action: 'undo', version: version + 2 };
    expect(await journey.now.refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, undone)).toBe('pendingChange');
    expect(journey.now.helper.text('ipv4')).not.toContain('--dport 53');
  });

  test('kept: the new draft stands on the new rules, also where the server was killed in between', async () => {
    const applied = await journey.now.editOnTrial();
    await journey.now.server.restart();
    await journey.now.untilUp();
    await journey.now.keep(applied);
    const after = await journey.now.draft();
    expect(after.groups.map(({ label }) => label)).toEqual(['next', 'behind']);
    expect(after.base.text).toContain('--dport 9090');
    const review = await journey.now.review();
    expect(review.plans.map(({ input }) => input)).toEqual([
      '*filter\n-I INPUT 1 -p udp -m udp --dport 53 -j ACCEPT\n-I INPUT 3 -j LOG\nCOMMIT\n',
    ]);
  });

  test('rolled back: the draft holds what was tried and what was done since, on the rules that are back', async () => {
    const { change } = await journey.now.editOnTrial();
    await journey.now.body(`POST ${SEEN}/change/rollback`, { id: change.id });
    const after = await journey.now.draft();
    expect(after).toMatchObject({ groups: [JUMP, NEXT, BEHIND], cursor: 3 });
    expect(after.base.text).toBe(RULES);
    expect((await journey.now.review()).problems).toEqual([]);
  });

  test('nothing can be reviewed or applied', async () => {
    await journey.now.applyJump();
    expect(await journey.now.refusalOf(`POST ${SEEN}/review`, {})).toBe('pendingChange');
    const plans = [{ family: 'ipv4', planHash: 'a'.repeat(64) }];
    expect(await journey.now.refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans })).toBe('pendingChange');
  });

  test('fault 28: a server that starts again knows whose change it is, and its draft', async () => {
    const { change } = await journey.now.applyJump();
    await journey.now.server.restart();
    await journey.now.untilUp();
    const found = await journey.now.body<HostChange>(`GET ${SEEN}/change`);
    expect(found).toMatchObject({ pending: { id: change.id }, mine: true });
    await journey.now.body(`POST ${SEEN}/change/probe`, { id: change.id });
    await journey.now.body(`POST ${SEEN}/change/confirm`, { id: change.id });
    expect(await journey.now.draft()).toMatchObject({ groups: [] });
  });

  test('a change that was kept while the server was away empties the draft at its return', async () => {
    await journey.now.applyJump();
    await journey.now.server.running.close();
    journey.now.helper.confirm();
    await journey.now.server.start();
    await journey.now.untilUp();
    await until(async () => (await journey.now.draft()).groups.length === 0);
  });

  test('another session cannot keep it without the nonce, but can roll it back', async () => {
    const { change, nonce } = await journey.now.applyJump();
    journey.now.cookie = await journey.now.server.logIn();
    expect(await journey.now.refusalOf(`POST ${SEEN}/change/probe`, { id: change.id })).toBe('notYours');
    expect(await journey.now.refusalOf(`POST ${SEEN}/change/confirm`, { id: change.id, nonce: `${nonce}x` })).toBe(
      'notYours',
    );
    expect(await journey.now.body(`GET ${SEEN}/change`)).toMatchObject({ mine: false });
    await journey.now.body(`POST ${SEEN}/change/rollback`, { id: change.id });
  });

  test('fault 33: the nonce alone proves who applied, after logging in again', async () => {
    const { change, nonce } = await journey.now.applyJump();
    await journey.now.server.ask(journey.now.cookie, 'DELETE /api/session', {});
    journey.now.cookie = await journey.now.server.logIn();
    await journey.now.body(`POST ${SEEN}/change/probe`, { id: change.id, nonce });
    await journey.now.body(`POST ${SEEN}/change/confirm`, { id: change.id, nonce });
  });
});
