import { QueryObserver } from '@tanstack/react-query';
import { afterEach, expect, test } from 'vitest';
import { queries, readAnew, takePushed } from './queries.ts';

const KEY = ['history', 'box'];

afterEach(() => queries.clear());

/** Somebody who shows the answers, and the server's answers, each given when the test says so. */
function show(): { readonly answers: ((answer: unknown) => void)[]; readonly shown: () => unknown } {
  const answers: ((answer: unknown) => void)[] = [];
  const observer = new QueryObserver<unknown>(queries, {
    queryKey: KEY,
    queryFn: () => new Promise((resolve) => answers.push(resolve)),
  });
  observer.subscribe(() => {});
  return { answers, shown: () => observer.getCurrentResult().data };
}

async function pause(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}

test('news that come while the first answer is under way are not lost', async () => {
  const { answers, shown } = show();
  void readAnew(KEY);
  await pause();
  answers[0]?.('of before');
  answers[1]?.('of now');
  await pause();
  expect(shown()).toBe('of now');
});

test('news that come while a later answer is under way are not lost either', async () => {
  const { answers, shown } = show();
  answers[0]?.('first');
  await pause();
  void readAnew(KEY);
  void readAnew(KEY);
  await pause();
  answers[1]?.('of before');
  answers[2]?.('of now');
  await pause();
  expect(shown()).toBe('of now');
});

test.each([0, 1])(
  'what was pushed stands against an answer that was asked for before, with %i answers known',
  async (known) => {
    const { answers, shown } = show();
    if (known === 1) {
      answers[0]?.('first');
      await pause();
      void readAnew(KEY);
      await pause();
    }
    const pushed = { ignored: [] };
    void takePushed(KEY, pushed);
    await pause();
    answers[known]?.('of before');
    await pause();
    expect(shown()).toEqual(pushed);
  },
);
