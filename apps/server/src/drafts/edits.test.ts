import { describe, expect, test } from 'vitest';
import { beginJourneys, insert, JUMP, RULES, SEEN } from '../testing/journey.ts';

/** What a draft takes, what it refuses, and what it holds over a restart. */

const journey = beginJourneys();

describe('edits', () => {
  test('fault 30: of an older version are refused and change nothing', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    expect(await journey.now.refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'undo', version: 0 })).toBe(
      'draftConflict',
    );
    expect(await journey.now.draft()).toMatchObject({ version: 1, cursor: 1 });
  });

  test('fault 30: fifty at once: each version is taken by exactly one', async () => {
    const edits = Array.from({ length: 50 }, (_, at) =>
      journey.now.server.ask(journey.now.cookie, `POST ${SEEN}/drafts/ipv4/edits`, {
        action: 'do',
        version: 0,
        group: { label: 'add', steps: [insert('-j ACCEPT', `draft:${at}`)] },
      }),
    );
    const statuses = (await Promise.all(edits)).map(({ status }) => status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(1);
    expect(statuses.filter((status) => status === 409)).toHaveLength(49);
  });

  test('undo, redo and discard move through what was done, over a restart', async () => {
    await journey.now.edit({ action: 'do', version: 0, group: JUMP });
    expect(await journey.now.edit({ action: 'undo', version: 1 })).toMatchObject({ cursor: 0, groups: [JUMP] });
    await journey.now.server.restart();
    await journey.now.untilUp();
    expect(await journey.now.edit({ action: 'redo', version: 2 })).toMatchObject({ cursor: 1, version: 3 });
    expect(await journey.now.edit({ action: 'discard', version: 3 })).toMatchObject({ cursor: 0, groups: [] });
  });

  test.each([
    ['a rule of two lines', insert('-m comment --comment "x\nCOMMIT\n*nat"', 'draft:1')],
    ['a chain that is not there', { type: 'removeChain', table: 'filter', chain: 'NOSUCH' }],
    ['a rule after one that is not there', { ...insert('-j DROP', 'draft:1'), after: 'nosuch' }],
  ])('%s is refused', async (_what, step) => {
    const group = { label: 'bad', steps: [step] };
    expect(await journey.now.refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'do', version: 0, group })).toBe(
      'stepRefused',
    );
    expect(await journey.now.draft()).toMatchObject({ version: 0, groups: [] });
  });

  test.each([
    ['smuggles a table', '-t nat -j ACCEPT'],
    ['smuggles a command', '-j ACCEPT -A OUTPUT'],
    ['never ends its quotation', '-m comment --comment "x'],
    ['names no port', '-p tcp --dport 99999'],
  ])('a rule that %s stays in the draft, over a restart, and is never applied', async (_what, text) => {
    const group = { label: 'bad', steps: [insert(text, 'draft:1')] };
    await journey.now.edit({ action: 'do', version: 0, group });
    await journey.now.server.restart();
    await journey.now.untilUp();
    expect(await journey.now.draft()).toMatchObject({ cursor: 1, groups: [group] });
    expect(await journey.now.refusalOf(`POST ${SEEN}/review`, {})).toBe('draftInvalid');
    await journey.now.unlock();
    const plans = [{ family: 'ipv4', planHash: 'x' }];
    expect(await journey.now.refusalOf(`POST ${SEEN}/change`, { seconds: 60, plans })).toBe('draftInvalid');
    expect(journey.now.helper.text('ipv4')).toBe(RULES);
    // Mended, it is a rule like any other.
    const mended = { type: 'replaceRule', table: 'filter', chain: 'INPUT', id: 'draft:1', text: '-j ACCEPT' };
    await journey.now.edit({ action: 'do', version: 1, group: { label: 'mend', steps: [mended] } });
    expect((await journey.now.review()).plans).toHaveLength(1);
  });

  test.each([
    ['an unknown table', { type: 'removeChain', table: 'broute', chain: 'X' }],
    ['an unknown step', { type: 'flush', table: 'filter', chain: 'X' }],
    ['a member too many', { ...insert('-j DROP', 'draft:1'), shell: 'id' }],
    ['a list for a word', { ...insert('-j DROP', 'draft:1'), text: ['-j', 'DROP'] }],
  ])('%s is not understood', async (_what, step) => {
    const group = { label: 'bad', steps: [step] };
    expect(await journey.now.refusalOf(`POST ${SEEN}/drafts/ipv4/edits`, { action: 'do', version: 0, group })).toBe(
      'badInput',
    );
  });
});
