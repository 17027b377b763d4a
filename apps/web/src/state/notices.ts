import { create } from 'zustand';

/** Something that happened while the person was looking, shown as a banner until it is put away. */
export interface Notice {
  readonly id: string;
  /** The host that it is about; shown only while that one is looked at. */
  readonly host: string;
  readonly tone: 'info' | 'warning' | 'trouble';
  readonly title: string;
  readonly text?: string | undefined;
  /** What the person can do about it. */
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

/** The notices that stand. */
export interface NoticesState {
  readonly notices: readonly Notice[];
  /** Shows a notice in place of an older one of the same id. */
  readonly post: (notice: Notice) => void;
  readonly putAway: (gone: Pick<Notice, 'id' | 'host'>) => void;
}

/** Notices, as a store. */
export const useNotices = create<NoticesState>()((set) => ({
  notices: [],
  post: (notice) => set(({ notices }) => ({ notices: [...without(notices, notice), notice] })),
  putAway: (gone) => set(({ notices }) => ({ notices: without(notices, gone) })),
}));

function without(notices: readonly Notice[], gone: Pick<Notice, 'id' | 'host'>): readonly Notice[] {
  return notices.filter(({ id, host }) => id !== gone.id || host !== gone.host);
}
