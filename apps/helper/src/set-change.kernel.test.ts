import { parseSets } from '@sluice/iptables';
import { elementOf, type SetEdit, type SetHead } from '@sluice/netfilter';
import { describe, expect, test } from 'vitest';
import { hostForTests } from './testing/host-for-tests.ts';
import { eventually, insertBefore, refusalOf } from './testing/rig.ts';

const bans: SetHead = { name: 'bans', type: 'hash:ip', words: ['family', 'inet', 'timeout', '0'] };
const edit = (of: Partial<SetEdit> & { name: string }): SetEdit => ({ added: [], removed: [], ...of });
const MAKE = edit({ name: 'bans', created: bans, added: ['192.0.2.7 timeout 0', '192.0.2.8 timeout 0'] });
const ASK = '-m set --match-set bans src -j DROP';

describe.each(['nft', 'legacy'] as const)('a change with sets on %s', (backend) => {
  const host = hostForTests(backend);

  const ipset = (...words: string[]) => host().kernel.run(['ipset', ...words]);
  /** `{ bans: ['192.0.2.7'] }`, the members in order. */
  const sets = async (): Promise<Record<string, readonly string[]>> => {
    const { stdout } = await host().namespace.run(['ipset', 'save']);
    return Object.fromEntries(
      parseSets(stdout).sets.map(({ name, members }) => [name, members.map(elementOf).toSorted()]),
    );
  };
  const apply = async (edits: readonly SetEdit[], rule?: string): Promise<string> => {
    const targets = rule === undefined ? [] : [await host().rig.target(insertBefore('-i lo', rule))];
    return (await host().rig.client.call('apply', { targets, sets: { edits }, seconds: 60 })).id;
  };
  const rollBack = (id: string) => host().rig.client.call('rollback', { id });
  /** No rule names a set, and there is none. */
  const bare = async (): Promise<void> => {
    await eventually(async () => (await host().namespace.run(['ipset', 'destroy'])).status === 0);
  };

  test('is tried out, applied and kept: the set is there before the rule that names it', async () => {
    await bare();
    const target = await host().rig.target(insertBefore('-i lo', ASK));
    const report = await host().rig.client.call('dryRun', { targets: [target], sets: { edits: [MAKE] } });
    expect(report).toMatchObject({ problems: [], warnings: [] });
    expect(report.sets?.problem).toBeUndefined();
    expect(report.sets?.plan?.before).toBe(
      'create bans hash:ip family inet timeout 0\nadd bans 192.0.2.7 timeout 0\nadd bans 192.0.2.8 timeout 0\n',
    );
    expect(await sets(), 'trying out changes nothing').toEqual({});
    const planHash = report.sets?.plan?.planHash;
    const status = await host().rig.client.call('apply', {
      targets: [target],
      sets: { edits: [MAKE], planHash },
      seconds: 60,
    });
    expect(status.sets?.before).toBe(report.sets?.plan?.before);
    expect(await sets()).toEqual({ bans: ['192.0.2.7', '192.0.2.8'] });
    expect(await host().kernel.save()).toContain(ASK);
    await host().rig.client.call('confirm', { id: status.id });
    expect(await sets()).toEqual({ bans: ['192.0.2.7', '192.0.2.8'] });
  });

  test('is rolled back with its rules; a member that others put into a set of theirs stays', async () => {
    await bare();
    await ipset('create', 'theirs', 'hash:ip', 'timeout', '600');
    await ipset('add', 'theirs', '198.51.100.1');
    await ipset('add', 'theirs', '198.51.100.2', 'timeout', '0');
    const before = await host().kernel.save();
    const id = await apply(
      [
        MAKE,
        edit({
          name: 'theirs',
          added: ['198.51.100.2 timeout 5', '198.51.100.3 timeout 0'],
          removed: ['198.51.100.1'],
        }),
      ],
      ASK,
    );
    expect(await sets()).toEqual({
      bans: ['192.0.2.7', '192.0.2.8'],
      theirs: ['198.51.100.2', '198.51.100.3'],
    });
    await ipset('add', 'theirs', '198.51.100.66');
    expect(await rollBack(id)).toMatchObject({ state: 'rolledBack' });
    expect(await sets()).toEqual({ theirs: ['198.51.100.1', '198.51.100.2', '198.51.100.66'] });
    const { stdout } = await host().namespace.run(['ipset', 'save', 'theirs']);
    expect(stdout, 'the options are as they were').toContain('add theirs 198.51.100.2 timeout 0');
    expect(await host().kernel.save()).toBe(before);
  });

  test('destroys a set that no rule names any more, and brings it back with all that was in it', async () => {
    await bare();
    await ipset('create', 'old', 'hash:net', 'comment');
    await ipset('add', 'old', '10.0.0.0/8', 'comment', 'office; $(id)');
    await host().iptables('-I', 'INPUT', '1', '-m', 'set', '--match-set', 'old', 'src', '-j', 'DROP');
    const before = await host().kernel.save();
    const { stdout: saved } = await host().namespace.run(['ipset', 'save', 'old']);
    const target = await host().rig.target((text) => text.replace(/^.*--match-set old.*\n/m, ''));
    const edits = [edit({ name: 'old', destroyed: true })];
    const { id } = await host().rig.client.call('apply', { targets: [target], sets: { edits }, seconds: 60 });
    expect(await sets()).toEqual({});
    await rollBack(id);
    expect((await host().namespace.run(['ipset', 'save', 'old'])).stdout).toBe(saved);
    expect((await host().kernel.save()).replaceAll(/\[\d+:\d+\]/g, '')).toBe(before.replaceAll(/\[\d+:\d+\]/g, ''));
    await host().iptables('-D', 'INPUT', '-m', 'set', '--match-set', 'old', 'src', '-j', 'DROP');
  });

  test('keeps a set that it made and that others filled or named, without our members', async () => {
    await bare();
    const id = await apply([MAKE], ASK);
    await ipset('add', 'bans', '203.0.113.9');
    const status = await rollBack(id);
    expect(status.detail).toContain('The set bans stays');
    expect(await sets()).toEqual({ bans: ['203.0.113.9'] });
    await bare();
    const again = await apply([MAKE]);
    await host().iptables('-A', 'f2b-sshd', '-m', 'set', '--match-set', 'bans', 'src', '-j', 'DROP');
    await rollBack(again);
    expect(await sets()).toEqual({ bans: [] });
    await host().iptables('-D', 'f2b-sshd', '-m', 'set', '--match-set', 'bans', 'src', '-j', 'DROP');
  });

  test('takes a set with it that its own rules filled', async () => {
    await bare();
    const id = await apply([edit({ name: 'seen', created: { ...bans, name: 'seen' } })], '-j SET --add-set seen src');
    await host().namespace.run(['sh', '-c', 'echo x | timeout 1 nc -u -w1 127.0.0.1 9 || ping -c1 -W1 127.0.0.1']);
    await ipset('add', 'seen', '127.0.0.1', '-exist');
    await rollBack(id);
    expect(await sets()).toEqual({});
  });

  test('is rolled back at the deadline by its guard, when the helper is dead', async () => {
    await bare();
    const id = await apply([MAKE], ASK);
    await host().rig.crash();
    host().shorten(id, 300);
    expect(await host().end(id)).toBe('rolledBack');
    expect(await sets()).toEqual({});
    expect(await host().kernel.save()).not.toContain('bans');
  });

  test('is undone wholly when its last part fails: rules of the other family name the set that goes', async () => {
    await bare();
    await ipset('create', 'six', 'hash:ip', 'family', 'inet6');
    await ipset('add', 'six', '2001:db8::6');
    const ip6tables = `ip6tables-${backend}`;
    await host().kernel.run([ip6tables, '-A', 'INPUT', '-m', 'set', '--match-set', 'six', 'src', '-j', 'DROP']);
    const before = await host().kernel.save();
    const target = await host().rig.target(insertBefore('-i lo', ASK));
    const edits = [MAKE, edit({ name: 'six', destroyed: true })];
    const refusal = await refusalOf(
      host().rig.client.call('apply', { targets: [target], sets: { edits }, seconds: 60 }),
    );
    expect(refusal).toMatchObject({ code: 'refusedByKernel', unchanged: true });
    expect(refusal.stderr).toContain('in use');
    expect(await sets()).toEqual({ six: ['2001:db8::6'] });
    expect(await host().kernel.save()).toBe(before);
    await host().kernel.run([ip6tables, '-F', 'INPUT']);
  });

  test('is undone wholly when the host refuses its rules', async () => {
    await bare();
    await ipset('create', 'theirs', 'hash:ip');
    const before = await host().kernel.save();
    const target = await host().rig.target(insertBefore('-i lo', ASK));
    await host().shims.set(host().kernel.tool('restore'), 'grep -q bans && exit 2; real "$@"; exit $?');
    const edits = [MAKE, edit({ name: 'theirs', added: ['198.51.100.9'] })];
    const ask = host().rig.client.call('apply', { targets: [target], sets: { edits }, seconds: 60 });
    expect(await refusalOf(ask)).toMatchObject({ code: 'refusedByKernel', unchanged: true });
    expect(await sets()).toEqual({ theirs: [] });
    expect(await host().kernel.save()).toBe(before);
  });

  test.each<[string, readonly SetEdit[], string]>([
    ['a set that is there already', [MAKE], 'on the host already'],
    ['a set that is gone', [edit({ name: 'gone', added: ['10.0.0.1'] })], 'no set gone'],
    ['a member that the type does not take', [edit({ name: 'bans', added: ['10.0.0.0/33'] })], 'not an IPv4 address'],
    ['a member that means several', [edit({ name: 'bans', added: ['10.0.0.0/30'] })], 'as ipset prints it'],
    [
      'a type that nobody knows',
      [edit({ name: 'x', created: { ...bans, name: 'x', type: 'hash:new' } })],
      'shown only',
    ],
  ])('refuses %s, and changes nothing', async (_, edits, words) => {
    await bare();
    await ipset('create', 'bans', 'hash:ip');
    const refusal = await refusalOf(host().rig.client.call('apply', { targets: [], sets: { edits }, seconds: 60 }));
    expect(refusal).toMatchObject({ code: 'unplannable', unchanged: true });
    expect(refusal.message).toContain(words);
    expect(await sets()).toEqual({ bans: [] });
  });

  test('says what the kernel refuses, before anything is done', async () => {
    await bare();
    const wrong = edit({
      name: 'doors',
      created: { name: 'doors', type: 'bitmap:port', words: ['range', '1-100'] },
      added: ['443'],
    });
    const report = await host().rig.client.call('dryRun', { targets: [], sets: { edits: [wrong] } });
    expect(report.sets?.problem?.message).toContain('The kernel refuses the sets');
    expect(report.sets?.problem?.stderr).toContain('out of the range');
    const refusal = await refusalOf(
      host().rig.client.call('apply', { targets: [], sets: { edits: [wrong] }, seconds: 60 }),
    );
    expect(refusal).toMatchObject({ code: 'refusedByKernel', unchanged: true });
    expect(await sets()).toEqual({});
  });

  test.each<[string, unknown]>([
    ['an option in a word', { edits: [edit({ name: 'x', created: { ...bans, name: 'x', words: ['-file', '/x'] } })] }],
    ['a second line in a member', { edits: [edit({ name: 'bans', added: ['10.0.0.1\nflush'] })] }],
    ['an option for a member', { edits: [edit({ name: 'bans', added: ['-f'] })] }],
    ['a name with a blank', { edits: [edit({ name: 'a b' })] }],
    ['one set twice', { edits: [edit({ name: 'a' }), edit({ name: 'a' })] }],
    ['nothing', { edits: [] }],
  ])('does not understand %s', async (_, wanted) => {
    const asked = host().rig.client.call('dryRun', { targets: [], sets: wanted as { edits: SetEdit[] } });
    expect(await refusalOf(asked)).toMatchObject({ code: 'badRequest' });
  });
});
