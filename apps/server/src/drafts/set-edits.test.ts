import type { Applied } from '@sluice/protocol';
import { describe, expect, test } from 'vitest';
import { beginJourneys, SEEN } from '../testing/journey.ts';

/** Sets are edited, reviewed and applied with the rules. */

const journey = beginJourneys();

describe('a draft that edits sets', () => {
  const bans = { name: 'bans', type: 'hash:ip', words: ['family', 'inet'] };
  const MAKE = {
    label: 'Create the set bans',
    steps: [
      { type: 'createSet', set: bans },
      { type: 'addMembers', set: 'bans', members: ['192.0.2.7'] },
    ],
  };

  test('is reviewed and applied with the plan that was seen, and leaves the draft when it is kept', async () => {
    await journey.now.edit({ action: 'do', version: (await journey.now.draft()).version, group: MAKE });
    await journey.now.unlock();
    const review = await journey.now.review();
    expect(review.plans).toEqual([]);
    expect(review.sets?.plan?.before).toBe('create bans hash:ip family inet\nadd bans 192.0.2.7\n');
    expect(await journey.now.refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans: [] }), 'sets unseen').toBe(
      'stalePlan',
    );
    const sets = { planHash: review.sets?.plan?.planHash };
    const applied = await journey.now.body<Applied>(`POST ${SEEN}/change`, { seconds: 60, plans: [], sets });
    expect(applied.trial).toEqual({ ipv4: 1 });
    expect(applied.change.sets?.before).toBe(review.sets?.plan?.before);
    const asked = journey.now.helper.asked.findLast(({ verb }) => verb === 'apply');
    expect(asked?.params).toMatchObject({ targets: [], sets: { edits: [{ name: 'bans', added: ['192.0.2.7'] }] } });
    await journey.now.keep(applied);
    expect(await journey.now.draft()).toMatchObject({ groups: [], cursor: 0 });
  });

  test('is undone and redone, and is there after a restart', async () => {
    const { version } = await journey.now.draft();
    await journey.now.edit({ action: 'do', version, group: MAKE });
    await journey.now.edit({ action: 'undo', version: version + 1 });
    expect((await journey.now.review()).sets).toBeUndefined();
    await journey.now.edit({ action: 'redo', version: version + 2 });
    expect((await journey.now.review()).sets?.plan?.after).toBe('');
    expect(await journey.now.draft()).toMatchObject({ cursor: 1, groups: [MAKE] });
  });

  test.each([
    { type: 'createSet', set: { ...bans, name: 'a b' } },
    { type: 'createSet', set: { ...bans, words: ['family', 'inet\nflush'] } },
    { type: 'addMembers', set: 'bans', members: ['10.0.0.1\nflush'] },
    { type: 'addMembers', set: 'bans', members: [] },
  ])('is refused when it says what no set can be: %j', async (step) => {
    const { version } = await journey.now.draft();
    const code = await journey.now.refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, {
      action: 'do',
      version,
      group: { label: 'x', steps: [step] },
    });
    expect(['badInput', 'stepRefused']).toContain(code);
  });
});
