import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';

/** What `npm start` and `npm test` say to somebody who is not root and lacks a program. Root's installing runs in CI, on its fresh machine. */

const PREPARE = join(import.meta.dirname, '../scripts/prepare.mjs');

function ensureAsNobody(wanted: Readonly<Record<string, string>>, required: boolean) {
  const script = `
    import { ensurePrograms } from ${JSON.stringify(PREPARE)};
    if (process.getuid() === 0) { process.setgroups([]); process.setgid(65534); process.setuid(65534); }
    console.log(ensurePrograms(${JSON.stringify(wanted)}, { required: ${required} }));`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
  });
  return { status, answer: stdout.trim(), said: stderr.trim() };
}

describe('a program that is not installed', () => {
  const MISSING = { 'no-such-iptables': 'iptables', 'no-such-nft': 'nftables', node: 'nodejs' };
  const ADVICE = 'Missing: no-such-iptables, no-such-nft. On Debian: sudo apt-get install --yes iptables nftables';

  test('is named with the one command that installs it, and what can go on does', () => {
    expect(ensureAsNobody(MISSING, false)).toEqual({ status: 0, answer: 'false', said: ADVICE });
  });

  test('ends what cannot go on without it', () => {
    expect(ensureAsNobody(MISSING, true)).toEqual({ status: 1, answer: '', said: ADVICE });
  });
});

test('nothing is said where nothing is missing', () => {
  expect(ensureAsNobody({ sh: 'dash' }, true)).toEqual({ status: 0, answer: 'true', said: '' });
});
