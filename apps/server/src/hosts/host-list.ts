import type { Host } from '@sluice/protocol';
import type { HostConfig } from '../config.ts';
import type { Session, SessionBook } from '../sessions/session-book.ts';
import type { FileStore, OpenedFile } from './file-store.ts';
import { createHelperHost } from './helper-host.ts';
import type { HostListener, HostService } from './host-service.ts';
import { createStillHost } from './still-host.ts';

/** The hosts that this server offers. While it runs, only opened files come and go. */
export interface HostList {
  all(): readonly HostService[];
  find(id: string): HostService | undefined;
  describe(): Host[];
  /** Opens a host for changes until it is locked again or this session ends. */
  unlock(host: HostService, session: Session): void;
  lock(host: HostService): void;
  /** The opened files among them. */
  files(): readonly HostService[];
  /** Adds a file to the hosts, for everyone and until it is closed. */
  openFile(file: OpenedFile): HostService;
  /** Takes a file out; false when there is none of that id. */
  closeFile(id: string): boolean;
  close(): void;
}

/** Connects every configured host. */
export function createHostList(
  configs: readonly HostConfig[],
  listener: HostListener,
  { sessions, files }: { readonly sessions: SessionBook; readonly files: FileStore },
): HostList {
  const hosts = new Map<string, HostService>(
    configs.map((config) => [
      config.id,
      config.kind === 'gallery' ? createStillHost(config) : createHelperHost(config, listener),
    ]),
  );
  const opened = new Map(files.all().map((file) => [file.id, fileHost(file)]));
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
    all: () => [...hosts.values(), ...opened.values()],
    find: (id) => hosts.get(id) ?? opened.get(id),
    describe: () => [...hosts.values(), ...opened.values()].map((host) => host.describe()),
    unlock(host, session) {
      unlockedBy.set(host.id, session.key);
      host.changes?.setUnlocked(true);
    },
    lock,
    files: () => [...opened.values()],
    openFile(file) {
      files.add(file);
      const host = fileHost(file);
      opened.set(file.id, host);
      listener.hostChanged(host);
      return host;
    },
    closeFile(id) {
      const host = opened.get(id);
      if (!host) return false;
      files.remove(id);
      opened.delete(id);
      listener.hostChanged(host);
      return true;
    },
    close() {
      for (const host of hosts.values()) host.close();
    },
  };
}

function fileHost({ id, name, family, text }: OpenedFile): HostService {
  const about = 'A file that was opened here: edits and plans work, there is no host behind it.';
  return createStillHost({ kind: 'file', id, name, about, texts: [{ family, text }] });
}
