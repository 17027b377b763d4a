import { create } from 'zustand';

/** Something that happened while the person was looking, shown as a banner until it is put away. */
export interface Notice {
  readonly id: string;
  readonly tone: 'info' | 'warning' | 'trouble';
  readonly title: string;
  readonly text?: string | undefined;
}

/** The notices that stand. */
export interface NoticesState {
  readonly notices: readonly Notice[];
  /** Shows a notice in place of an older one of the same id. */
  readonly post: (notice: Notice) => void;
  readonly putAway: (id: string) => void;
}

/** Notices, as a store. */
export const useNotices = create<NoticesState>()((set) => ({
  notices: [],
  post: (notice) => set(({ notices }) => ({ notices: [...notices.filter(({ id }) => id !== notice.id), notice] })),
  putAway: (id) => set(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
}));
