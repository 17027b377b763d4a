import { join } from 'node:path';
import { openNamespace, type Namespace } from '@sluice/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

/** A real disk that is full: a small tmpfs, mounted where nobody else sees it. */

const JOURNEY = join(import.meta.dirname, '../testing/full-disk-journey.ts');

let space: Namespace;
beforeAll(async () => {
  space = await openNamespace();
  await space.run(['mkdir', '/run/small']);
  const mounted = await space.run(['mount', '-t', 'tmpfs', '-o', 'size=3m', 'tmpfs', '/run/small']);
  expect(mounted).toMatchObject({ status: 0 });
});
afterAll(() => space.close());

test('fault 22: a disk that fills up in the middle of a change takes nothing that was kept, and stops nobody', async () => {
  const argv = ['env', 'TMPDIR=/run/small', process.execPath, '--disable-warning=ExperimentalWarning', JOURNEY];
  const { stdout, stderr } = await space.run(argv, { timeoutMs: 60_000 });
  expect(stdout, stderr).not.toBe('');
  expect(JSON.parse(stdout)).toEqual({
    edited: 200,
    editWhenFull: 507,
    noticeWhenFull: expect.stringContaining('the disk is full') as string,
    probe: { newConnection: true },
    kept: 200,
    running: true,
    draftAfterKeep: true,
    loginWhenFull: 200,
    newsWhenFull: true,
    mended: true,
    editAfter: 200,
    history: ['3 outside stood', '2 applied stood', '1 first stood'],
    draft: ['open 3'],
    startsWhenFull: 200,
  });
});
