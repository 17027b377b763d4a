import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { announceSkip, runProgram } from '@sluice/testkit';
import { describe, expect, test } from 'vitest';

/** The container files keep what the README promises. Where there is no container engine, what they say is checked, not run. */

const ROOT = join(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const dockerfile = read('Dockerfile');
const compose = read('docker-compose.yml');

test('the image starts by the very command that npm start runs', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  // `exec` is for the shell between npm and the program: without it, npm's signals end at the shell.
  const start = scripts['start']?.replace(/^exec /, '') ?? '';
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  expect((JSON.parse(command) as string[]).join(' ')).toBe(start);
  const commands = [...compose.matchAll(/^ +command: \['(.+)'\]$/gm)].map(([, words = '']) =>
    words.split("', '").join(' '),
  );
  expect(commands).toHaveLength(2);
  for (const words of commands) expect(words.startsWith(`${start} --`)).toBe(true);
});

test('the image runs on Node 24 as nobody in particular, with the tools that the helper starts', () => {
  const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
  expect(new Set(bases)).toEqual(new Set(['node:24-bookworm-slim']));
  expect(dockerfile).toMatch(/^USER sluice$/m);
  for (const tool of ['iptables', 'nftables', 'iproute2', 'ipset'])
    expect(dockerfile).toMatch(new RegExp(`install.* ${tool}`));
});

test('nothing is handed over that is not needed', () => {
  expect(compose).not.toMatch(/privileged:|docker\.sock|pid: *['"]?host|SYS_ADMIN|SYS_MODULE|ALL_PRIVILEGES/);
  // Published on the host's loopback only.
  for (const [, port] of compose.matchAll(/^ +- '([^']*8642[^']*)'$/gm)) expect(port).toMatch(/^127\.0\.0\.1:/);
});

test('the context of the build holds no history, packages or build output of this machine', () => {
  expect(read('.dockerignore').split('\n')).toEqual(expect.arrayContaining(['.git', '**/node_modules', '**/dist']));
});

describe('read by docker-compose', () => {
  const program = '/usr/bin/docker-compose';
  const installed = existsSync(program);
  if (!installed) announceSkip('docker-compose.yml as docker-compose reads it', `${program} is not installed`);

  async function configOf(profile: string): Promise<string> {
    const { status, stdout, stderr } = await runProgram([
      program,
      '--project-directory',
      ROOT,
      '--file',
      join(ROOT, 'docker-compose.yml'),
      '--profile',
      profile,
      'config',
    ]);
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return stdout;
  }

  test.skipIf(!installed)('the demo has no rights on the host', async () => {
    const service = serviceIn(await configOf('demo'), 'demo');
    expect(service).toMatch(/cap_drop:\s+- ALL\n/);
    expect(service).not.toMatch(/cap_add|network_mode|user:/);
    expect(service).toMatch(/127\.0\.0\.1:8642:8642|host_ip: 127\.0\.0\.1/);
    expect(service).toMatch(/demo-data:\/var\/lib\/sluice|source: demo-data/);
  });

  test.skipIf(!installed)('the host has its network and two capabilities', async () => {
    const service = serviceIn(await configOf('host'), 'host');
    expect(service).toMatch(/cap_add:\s+- NET_ADMIN\s+- NET_RAW\s+cap_drop:/);
    expect(service).toContain('network_mode: host\n');
    expect(service).toMatch(/host-data:\/var\/lib\/sluice-host|source: host-data/);
    expect(service).toMatch(/- bin\/sluice\s+- health\n/);
  });
});

/** What docker-compose made of one service; versions differ in indentation and in the long form of ports and volumes. */
function serviceIn(config: string, name: string): string {
  return new RegExp(`^  ${name}:\\n((?:    .*\\n)+)`, 'm').exec(config)?.[1] ?? '';
}
