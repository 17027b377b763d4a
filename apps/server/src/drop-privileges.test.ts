import { describe, expect, test } from 'vitest';
import { dropPrivileges, type Person } from './drop-privileges.ts';

const IDENTITY = { uid: 1001, gid: 1002 };

/** A process that notes what is asked of it; `sticky` keeps root whatever is asked. */
function person(uid: number, how: { readonly sticky?: boolean; readonly returns?: boolean } = {}) {
  const asked: string[] = [];
  let current = uid;
  const someone: Person = {
    getuid: () => current,
    geteuid: () => current,
    getgid: () => current,
    getgroups: () => [],
    setgroups: (groups) => void asked.push(`groups ${groups.join()}`),
    setgid: (gid) => void asked.push(`gid ${gid}`),
    setuid: (id) => {
      asked.push(`uid ${id}`);
      if (id === 0 && current !== 0 && how.returns !== true) throw new Error('EPERM');
      if (how.sticky !== true && !(id === 0 && how.returns === true)) current = Number(id);
    },
  };
  return { someone, asked };
}

describe('root', () => {
  test('gives up groups, then group, then user, and makes sure', () => {
    const { someone, asked } = person(0);
    dropPrivileges(someone, IDENTITY);
    expect(asked).toEqual(['groups 1002', 'gid 1002', 'uid 1001', 'uid 0']);
  });

  test('without another user is refused', () => {
    expect(() => dropPrivileges(person(0).someone, null)).toThrow('refuses to run as root');
  });

  test('that stays root is refused', () => {
    expect(() => dropPrivileges(person(0, { sticky: true }).someone, IDENTITY)).toThrow('still root');
  });

  test('that could come back is refused', () => {
    expect(() => dropPrivileges(person(0, { returns: true }).someone, IDENTITY)).toThrow('root again');
  });
});

test('anybody else stays who they are', () => {
  const { someone, asked } = person(1000);
  dropPrivileges(someone, null);
  expect(asked).toEqual(['uid 0']);
});
