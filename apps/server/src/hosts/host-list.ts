import type { Host } from '@sluice/protocol';
import type { HostConfig } from '../config.ts';
import type { Session, SessionBook } from '../sessions/session-book.ts';
import { createGalleryHost } from './gallery-host.ts';
import { createHelperHost } from './helper-host.ts';
import type { HostListener, HostService } from './host-service.ts';

/** The hosts that this server offers. The list does not change while it runs. */
export interface HostList {
  all(): readonly HostService[];
  find(id: string): HostService | undefined;
  describe(): Host[];
  /** Opens a host for changes until it is locked again or this session ends. */
  unlock(host: HostService, session: Session): void;
  lock(host: HostService): void;
  close(): void;
}

/** Connects every configured host. */
export function createHostList(
  configs: readonly HostConfig[],
  listener: HostListener,
  sessions: SessionBook,
): HostList {
  const hosts = new Map<string, HostService>(
    configs.map((config) => [
      config.id,
      config.kind === 'gallery' ? createGalleryHost(config) : createHelperHost(config, listener),
    ]),
  );
  const unlockedBy = new Map<string, string>();

  function lock(host: HostService): void {
    unlockedBy.delete(host.id);
    host.changes?.setUnlocked(false);
  }

  sessions.onEnd(({ key }) => {
    for (const [id, owner] of unlockedBy) {
      const host = hosts.get(id);
      if (owner === key && host) lock(host);
    }
  });

  return {
    all: () => [...hosts.values()],
    find: (id) => hosts.get(id),
    describe: () => [...hosts.values()].map((host) => host.describe()),
    unlock(host, session) {
      unlockedBy.set(host.id, session.key);
      host.changes?.setUnlocked(true);
    },
    lock,
    close() {
      for (const host of hosts.values()) host.close();
    },
  };
}
