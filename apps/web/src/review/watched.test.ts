import type { Watched } from '@sluice/analysis';
import { describe, expect, it } from 'vitest';
import { watchedOn } from './watched.ts';

const FAR = {
  kind: 'own',
  family: 'ipv4',
  local: { address: '198.51.100.1', port: 8080 },
  remote: { address: '192.0.2.9', port: 50_000 },
  link: 'eth0',
} as const;
const SSH = { ...FAR, kind: 'ssh', local: { address: '198.51.100.1', port: 22 } } as const;

const kinds = (watched: readonly Watched[]) => watched.map(({ kind, link }) => [kind, link].filter(Boolean).join(' '));

describe('whom a change must not shut out', () => {
  it('asks about ssh from where the person is, unless such a session is open', () => {
    expect(kinds(watchedOn('ipv4', [FAR], []))).toEqual(['own eth0', 'newSsh eth0', 'loopback']);
    expect(kinds(watchedOn('ipv4', [FAR, SSH], []))).toEqual(['own eth0', 'ssh eth0', 'loopback']);
  });

  it('does not ask about ssh from this machine itself', () => {
    expect(kinds(watchedOn('ipv4', [{ ...FAR, link: 'lo' }], []))).toEqual(['own lo', 'loopback']);
  });

  it('asks once about several sessions of one peer', () => {
    const again = { ...SSH, remote: { address: '192.0.2.9', port: 50_001 } };
    const other = { ...SSH, remote: { address: '192.0.2.10', port: 50_001 } };
    expect(kinds(watchedOn('ipv4', [SSH, again, other], []))).toEqual(['ssh eth0', 'ssh eth0', 'loopback']);
  });

  it('asks about IPv6 neighbours on every link but lo, and about any link where none is known', () => {
    expect(kinds(watchedOn('ipv6', [FAR], ['lo', 'eth0', 'wg0']))).toEqual([
      'loopback',
      'neighbours eth0',
      'neighbours wg0',
    ]);
    expect(kinds(watchedOn('ipv6', [], []))).toEqual(['loopback', 'neighbours']);
  });
});
