import type { FamilyReading } from '@sluice/protocol/helper';
import { inputRules } from '@sluice/testkit';
import { printRuleset } from '@sluice/iptables';
import { expect, test } from 'vitest';
import { runCourse, type CourseEffects } from './course.ts';
import { planCourse } from './course-plan.ts';
import type { RestoreResult } from './restoring.ts';

const refusal = (busy = false): RestoreResult => ({
  ok: false,
  busy,
  stderr: 'words',
  message: 'it ended',
  line: undefined,
  committed: 0,
});

/** A host that is only a list of words in INPUT; `answers` are what its restores say, one after the other. */
function host(rules: readonly string[], answers: readonly (RestoreResult | (() => RestoreResult))[]) {
  const state = { rules: [...rules], inputs: [] as string[] };
  const read = (): FamilyReading => {
    const text = printRuleset(inputRules(...state.rules), { counters: true });
    const common = {
      family: 'ipv4',
      backend: 'nft',
      otherBackendHasRules: false,
      encoding: 'utf8',
      aliens: [],
    } as const;
    return { ...common, text, fingerprint: state.rules.join('|') };
  };
  const effects: CourseEffects = {
    exclusively: (round) => round(false),
    read: () => Promise.resolve(read()),
    restore: ({ input }) => {
      const answer = answers[state.inputs.length] ?? { ok: true };
      state.inputs.push(input);
      const result = typeof answer === 'function' ? answer() : answer;
      if (result.ok) state.rules = [...applyInput(state.rules, input)];
      return Promise.resolve(result);
    },
  };
  return { state, effects };
}

/** What iptables-restore does with the few commands that these plans hold. */
function applyInput(rules: readonly string[], input: string): readonly string[] {
  const all = [...rules];
  for (const line of input.split('\n')) {
    const [, verb, number, words = ''] = /^(?:\[\d+:\d+\] )?-([AID]) INPUT (?:(\d+)(?: |$))?(.*)$/.exec(line) ?? [];
    if (verb === 'A') all.push(words);
    if (verb === 'I') all.splice(Number(number) - 1, 0, words);
    if (verb === 'D') all.splice(number === undefined ? all.indexOf(words) : Number(number) - 1, 1);
  }
  return all;
}

const order = (base: readonly string[], mine: readonly string[]) => ({
  family: 'ipv4' as const,
  backend: 'nft' as const,
  base: inputRules(...base),
  mine: inputRules(...mine),
});

test('ends when nothing is left to do, and reads back to know it', async () => {
  const { state, effects } = host(['-j A'], []);
  expect(await runCourse(order(['-j A'], ['-j X', '-j A']), effects)).toMatchObject({ ok: true });
  expect(state.rules).toEqual(['-j X', '-j A']);
  expect(state.inputs).toHaveLength(1);
});

test('the first try is the plan that was reviewed, to the letter', async () => {
  const { state, effects } = host(['-j A'], []);
  const reading = await effects.read();
  const input = '*filter\n-I INPUT 1 -j X\nCOMMIT\n';
  await runCourse({ ...order(['-j A'], ['-j X', '-j A']), first: { input, reading } }, effects);
  expect(state.inputs).toEqual([input]);
});

test('what the kernel refuses is not tried again', async () => {
  const { state, effects } = host(['-j A'], [refusal()]);
  const result = await runCourse(order(['-j A'], ['-j X', '-j A']), effects);
  expect(result).toMatchObject({ ok: false, stderr: 'words', busy: false });
  expect(state.inputs).toHaveLength(1);
});

test('a busy lock is tried again', async () => {
  const { state, effects } = host(['-j A'], [refusal(true), refusal(true)]);
  expect(await runCourse(order(['-j A'], ['-j X', '-j A']), effects)).toMatchObject({ ok: true });
  expect(state.inputs).toHaveLength(3);
});

test('a lock that is never free ends it, as busy', async () => {
  const { effects } = host(
    ['-j A'],
    Array.from({ length: 40 }, () => refusal(true)),
  );
  expect(await runCourse(order(['-j A'], ['-j B']), effects)).toMatchObject({ ok: false, busy: true });
});

test('a rule that another program took away in between is no failure', async () => {
  const kernel = host(
    ['-j A', '-j B'],
    [
      () => {
        kernel.state.rules = ['-j A'];
        return refusal();
      },
    ],
  );
  expect(await runCourse(order(['-j A', '-j B'], ['-j A', '-j X']), kernel.effects)).toMatchObject({ ok: true });
  expect(kernel.state.rules).toEqual(['-j A', '-j X']);
});

test('a rule of ours that was pushed out of place is put right, and theirs stays', async () => {
  const kernel = host(
    ['-j A', '-j B'],
    [
      () => {
        kernel.state.rules.unshift('-j F');
        return { ok: true };
      },
    ],
  );
  expect(await runCourse(order(['-j A', '-j B'], ['-j A', '-j X', '-j B']), kernel.effects)).toMatchObject({
    ok: true,
  });
  expect(kernel.state.rules).toEqual(['-j F', '-j A', '-j X', '-j B']);
});

test('it is ours that is moved, not the rules around it', () => {
  const course = { base: inputRules('-j A', '-j B'), mine: inputRules('-j A', '-j X', '-j B'), done: true };
  const input = planCourse(course, inputRules('-j F', '-j X', '-j A', '-j B'), 'nft');
  expect(input).toBe('*filter\n-D INPUT -j X\n-I INPUT 3 -j X\nCOMMIT\n');
});

test('a rival who never rests ends it, as busy', async () => {
  const kernel = host(
    ['-j A', '-j B'],
    Array.from({ length: 40 }, () => () => {
      kernel.state.rules.unshift('-j F');
      return { ok: true } as const;
    }),
  );
  const result = await runCourse(order(['-j A', '-j B'], ['-j A', '-j X', '-j B']), kernel.effects);
  expect(result).toMatchObject({ ok: false, busy: true });
  expect(kernel.state.rules.filter((rule) => rule !== '-j X' && rule !== '-j F')).toEqual(['-j A', '-j B']);
});
