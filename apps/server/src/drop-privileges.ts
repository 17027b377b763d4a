/** Who a process runs as. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** The part of `process` that knows and changes who we are. */
export type Person = Pick<
  NodeJS.Process,
  'getuid' | 'geteuid' | 'getgid' | 'getgroups' | 'setgroups' | 'setgid' | 'setuid'
>;

/**
 * Gives up root for good, and throws when anything of it would remain. Without root it only checks.
 * Call it after listening and before the first request is answered.
 */
export function dropPrivileges(person: Person, identity: Identity | null): void {
  if (person.geteuid?.() === 0) {
    if (!identity) throw new Error('The server refuses to run as root: no other user was named for it.');
    person.setgroups?.([identity.gid]);
    person.setgid?.(identity.gid);
    person.setuid?.(identity.uid);
  }
  if (person.getuid?.() === 0 || person.geteuid?.() === 0) throw new Error('The server is still root; it stops.');
  if (canBecomeRoot(person)) throw new Error('The server could become root again; it stops.');
}

function canBecomeRoot(person: Person): boolean {
  try {
    person.setuid?.(0);
    return true;
  } catch {
    return false;
  }
}
