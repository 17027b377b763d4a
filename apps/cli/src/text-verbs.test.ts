import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { announceSkip, corpus } from '@sluice/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from './program.ts';

let folder: string;
beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'sluice-cli-'))));
afterAll(() => rmSync(folder, { recursive: true }));

const unused = async (): Promise<number> => 0;

interface Ran {
  readonly out: Buffer;
  readonly exit: number;
  readonly error: string;
}

async function sluice(...argv: string[]): Promise<Ran> {
  const chunks: Buffer[] = [];
  let exit = 0;
  let error = '';
  const out = { write: (data: string | Uint8Array) => chunks.push(Buffer.from(data)) };
  const program = createProgram(
    out,
    {
      serve: unused,
      login: unused,
      health: unused,
      doctor: unused,
      status: unused,
      apply: unused,
      confirm: unused,
      rollback: unused,
      extend: unused,
      verifyLog: unused,
    },
    (code) => (exit = code),
  );
  for (const command of [program, ...program.commands]) {
    command.configureOutput({
      writeErr: (text) => (error += text),
      writeOut: (text) => chunks.push(Buffer.from(text)),
    });
  }
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (failure) {
    exit = (failure as { exitCode: number }).exitCode;
    error += (failure as Error).message;
  }
  return { out: Buffer.concat(chunks), exit, error };
}

function file(name: string, content: string | Uint8Array): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

const GOOD = `# a comment
*filter
:INPUT DROP [18446744073709551615:60]
:ENVOY - [0:0]
[1:2] -A INPUT -i lo -j ACCEPT
-A INPUT -p tcp -m tcp --dport 22 -j ACCEPT
COMMIT
`;

describe('fmt', () => {
  test.each([
    ['a good file', Buffer.from(GOOD)],
    ['CRLF and no end', Buffer.from('*filter\r\n:INPUT ACCEPT\r\nCOMMIT')],
    ['a byte order mark', Buffer.from('\uFEFF*filter\nCOMMIT\n')],
    ['bytes that are not UTF-8', Buffer.from([0x23, 0x20, 0xe9, 0xff, 0x80, 0x0a])],
    ['a NUL', Buffer.from('# a\u0000b\n*filter\nCOMMIT\n')],
    ['nothing', Buffer.alloc(0)],
  ])('gives the very bytes of %s', async (_what, bytes) => {
    expect((await sluice('fmt', file('f', bytes))).out.equals(bytes)).toBe(true);
  });

  const dumps = corpus()?.path('dumps') ?? '';
  if (dumps === '') announceSkip('sluice fmt on real files', 'no corpus (SLUICE_SHARED)');
  test.skipIf(dumps === '')('gives the very bytes of every real file', async () => {
    for (const name of readdirSync(dumps).filter((entry) => entry.endsWith('.save'))) {
      const path = join(dumps, name);
      const { out, exit } = await sluice('fmt', ...(name.includes('.v6.') ? ['-6'] : []), path);
      expect(exit).toBe(0);
      expect(out.equals(readFileSync(path)), name).toBe(true);
    }
  });
});

describe('check', () => {
  const bad = '*filter\n:INPUT DROP [0:0]\n-A INPUT -p tcp --dport x -j ENVOY\nCOMMIT\n';

  test('says nothing of a good file', async () => {
    const { out, exit } = await sluice('check', file('good', GOOD.replace(':ENVOY - [0:0]\n', '')));
    expect(out.toString()).toBe('');
    expect(exit).toBe(0);
  });

  test('names line and column of what is wrong, and exits 3', async () => {
    const path = file('bad', bad);
    const { out, exit } = await sluice('check', path);
    expect(exit).toBe(3);
    expect(out.toString()).toMatch(new RegExp(`^${path}:3:\\d+: error: .*\\[\\w+\\]$`, 'm'));
  });

  test('--json says the same', async () => {
    const { out, exit } = await sluice('check', file('bad', bad), '--json');
    expect(exit).toBe(3);
    const { diagnostics } = JSON.parse(out.toString()) as { diagnostics: unknown[] };
    expect(diagnostics).toContainEqual(
      expect.objectContaining({
        severity: 'error',
        line: 3,
        code: 'jumpToMissing',
        message: expect.any(String) as string,
      }),
    );
  });

  test('remarks that are no errors exit 0', async () => {
    const { out, exit } = await sluice('check', file('good', GOOD.replace('COMMIT', '-A ENVOY -j DROP\nCOMMIT')));
    expect(out.toString()).toContain('[chainNotCalled]');
    expect(exit).toBe(0);
  });

  test('knows the family', async () => {
    const path = file(
      'six',
      '*filter\n:INPUT ACCEPT [0:0]\n-A INPUT -p icmpv6 -m icmp6 --icmpv6-type 128 -j ACCEPT\nCOMMIT\n',
    );
    expect((await sluice('check', '-6', path)).exit).toBe(0);
    expect((await sluice('check', '--family', 'ipv6', path)).exit).toBe(0);
    expect((await sluice('check', path)).exit).toBe(3);
    expect((await sluice('check', '--family', 'ipv5', path)).exit).toBe(2);
  });
});

test('parse gives the typed ruleset, with exact counters', async () => {
  const { out } = await sluice('parse', '--json', file('good', GOOD));
  const ruleset = JSON.parse(out.toString()) as { tables: { chains: unknown[] }[] };
  expect(ruleset.tables[0]?.chains[0]).toMatchObject({
    name: 'INPUT',
    policy: 'DROP',
    counters: { packets: '18446744073709551615', bytes: '60' },
    rules: [
      { text: '-i lo -j ACCEPT', counters: { packets: '1', bytes: '2' }, spec: { target: { name: 'ACCEPT' } } },
      { spec: { matches: [{ module: 'tcp', options: [{ name: '--dport', values: ['22'] }] }] } },
    ],
  });
});

describe('plan', () => {
  const wanted = GOOD.replace('-A INPUT -p', '-A INPUT -p tcp -m tcp --dport 9090 -j ENVOY\n-A INPUT -p');

  test('prints what iptables-restore needs, and nothing else', async () => {
    const { out, exit } = await sluice('plan', file('a', GOOD), file('b', wanted));
    expect(exit).toBe(0);
    expect(out.toString()).toBe('*filter\n-I INPUT 2 -p tcp -m tcp --dport 9090 -j ENVOY\nCOMMIT\n');
  });

  test('is empty where nothing differs', async () => {
    expect((await sluice('plan', file('a', GOOD), file('b', GOOD))).out.toString()).toBe('');
  });

  test('--json tells the operations', async () => {
    const { out } = await sluice('plan', '--json', file('a', GOOD), file('b', wanted));
    expect(JSON.parse(out.toString())).toMatchObject({ empty: false, tables: ['filter'] });
  });

  test('does not plan towards a file with errors', async () => {
    const { out, exit, error } = await sluice('plan', file('a', GOOD), file('b', GOOD.replace(':ENVOY', 'ENVOY')));
    expect(out.length).toBe(0);
    expect(exit).toBe(3);
    expect(error).toMatch(/b:4:\d+: error/);
  });
});

describe('the command line', () => {
  test.each([
    ['--help'],
    ['serve', '--help'],
    ['fmt', '--help'],
    ['check', '--help'],
    ['parse', '--help'],
    ['plan', '--help'],
  ])('%s %s explains itself and exits 0', async (...argv) => {
    const { out, exit } = await sluice(...argv);
    expect(out.toString()).toContain('Usage: sluice');
    expect(exit).toBe(0);
  });

  test.each([[['nosuch']], [['check']], [['plan', 'one']], [['fmt', '--nosuch']], [['serve', '--port', 'x']], [[]]])(
    '%j is not understood and exits 2',
    async (argv) => {
      expect((await sluice(...argv)).exit).toBe(2);
    },
  );

  test('a file that is not there is named, and exits 1', async () => {
    const { exit, error } = await sluice('check', join(folder, 'nosuch'));
    expect(exit).toBe(1);
    expect(error).toContain('nosuch cannot be read');
  });
});

const filter = (...rules: readonly string[]): string =>
  `*filter\n:INPUT ACCEPT [0:0]\n:f2b - [0:0]\n${rules.map((rule) => `-A ${rule}\n`).join('')}COMMIT\n`;

describe('merge', () => {
  const BASE = filter('INPUT -i lo -j ACCEPT', 'INPUT -p tcp -m tcp --dport 22 -j ACCEPT');

  test('keeps what each side added and takes away what each removed', async () => {
    const mine = filter('INPUT -i lo -j ACCEPT', 'INPUT -p tcp -m tcp --dport 22 -j ACCEPT', 'INPUT -j DROP');
    const theirs = filter('INPUT -p tcp -m tcp --dport 22 -j ACCEPT', 'f2b -s 192.0.2.1/32 -j REJECT');
    const { out, exit } = await sluice('merge', file('b', BASE), file('m', mine), file('t', theirs));
    expect(exit).toBe(0);
    expect(out.toString()).toBe(
      filter('INPUT -p tcp -m tcp --dport 22 -j ACCEPT', 'INPUT -j DROP', 'f2b -s 192.0.2.1/32 -j REJECT'),
    );
  });

  test('exits 4 and says where both put rules at one place', async () => {
    const paths = [file('b', filter()), file('m', filter('INPUT -j LOG')), file('t', filter('INPUT -j DROP'))];
    const { out, exit } = await sluice('merge', '--json', ...paths);
    expect(exit).toBe(4);
    const merged = JSON.parse(out.toString()) as { text: string; conflicts: readonly { kind: string }[] };
    expect(merged.text).toContain('-A INPUT -j LOG\n-A INPUT -j DROP\n');
    expect(merged.conflicts.map(({ kind }) => kind)).toEqual(['order']);
  });
});

describe('save-form', () => {
  test('answers each line with the saved rules or the reason', async () => {
    const questions = [
      { family: 'ipv4', table: 'filter', rule: '-A INPUT -s 1.1.1.1,2.2.2.2 -p tcp --syn' },
      { family: 'ipv6', table: 'filter', argv: ['-A', 'INPUT', '-i', 'an-interface-too-long'] },
    ];
    const path = file('questions.jsonl', questions.map((each) => `${JSON.stringify(each)}\n`).join(''));
    const { out } = await sluice('save-form', '--jsonl', path);
    const [first, second] = out.toString().trim().split('\n');
    const rest = '-p tcp -m tcp --tcp-flags FIN,SYN,RST,ACK SYN';
    const save = [`-A INPUT -s 1.1.1.1/32 ${rest}`, `-A INPUT -s 2.2.2.2/32 ${rest}`];
    expect(JSON.parse(first ?? '')).toEqual({ accepted: true, save });
    expect(JSON.parse(second ?? '')).toEqual({
      accepted: false,
      save: [],
      error: expect.stringContaining('1 to 15 characters'),
    });
  });

  test('says which line is no question', async () => {
    const { error, exit } = await sluice('save-form', '--jsonl', file('broken.jsonl', '\n{"family":"ipv4"}\n'));
    expect(exit).toBe(2);
    expect(error).toContain('broken.jsonl:2');
  });
});

test('coverage counts the rules that are understood, and names the words that are not', async () => {
  const text = GOOD.replace('COMMIT', '-A INPUT -m nonsense --odd 1 -j ACCEPT\nCOMMIT');
  const { out } = await sluice('coverage', file('covered.save', text));
  expect(out.toString()).toContain('covered.save: 2 of 3 rules understood\n  1 × -m nonsense\n  1 × --odd\n');
});
