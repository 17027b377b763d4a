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
  const [, command = '[]'] = /^CMD (\[.*\])$/m.exec(dockerfile) ?? [];
  expect((JSON.parse(command) as string[]).join(' ')).toBe(scripts['start']);
  const commands = [...compose.matchAll(/^ +command: \['(.+)'\]$/gm)].map(([, words = '']) =>
    words.split("', '").join(' '),
  );
  expect(commands).toHaveLength(2);
  for (const words of commands) expect(words.startsWith(`${scripts['start']} --`)).toBe(true);
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
    const [service] = servicesIn(await configOf('demo'));
    expect(service).toContain('cap_drop:\n    - ALL\n');
    expect(service).not.toMatch(/cap_add|network_mode|user:/);
    expect(service).toContain('127.0.0.1:8642:8642/tcp');
    expect(service).toContain('demo-data:/var/lib/sluice:rw');
  });

  test.skipIf(!installed)('the host has its network and two capabilities', async () => {
    const [, service] = servicesIn(await configOf('host'));
    expect(service).toContain('cap_add:\n    - NET_ADMIN\n    - NET_RAW\n    cap_drop:');
    expect(service).toContain('network_mode: host\n');
    expect(service).toContain('host-data:/var/lib/sluice-host:rw');
    expect(service).toContain('- bin/sluice\n      - health\n');
  });
});

/** The demo's and the host's part of a configuration; Debian's docker-compose 1.29 prints those of every profile. */
function servicesIn(config: string): readonly string[] {
  const [, services = ''] = /^services:\n((?: .*\n)*)/m.exec(config) ?? [];
  return services.split(/^ {2}(?:demo|host):\n/m).slice(1);
}
