import type { Journey } from '@sluice/netfilter';
import { create } from 'zustand';

/** How a person reads the order: along which journey, what is folded, and where the focus is. */
export interface OrderState {
  readonly journey: Journey;
  /** What was opened or folded by hand, by row key. */
  readonly opened: ReadonlyMap<string, boolean>;
  /** The row that the tab key reaches. */
  readonly focused: string | null;
  /** Only rules that something is wrong with. */
  readonly onlyProblems: boolean;
  /** Empty built-in chains share a line. */
  readonly foldEmpty: boolean;
  /** Where a person is typing to go; null while letters are commands. */
  readonly typed: string | null;
  readonly follow: (journey: Journey) => void;
  readonly fold: (key: string, open: boolean) => void;
  readonly foldAll: (keys: readonly string[], open: boolean) => void;
  readonly focus: (key: string | null) => void;
  readonly showOnly: (problems: boolean) => void;
  readonly showEmpty: (shown: boolean) => void;
  readonly type: (typed: string | null) => void;
}

/** The reading, as a store: it outlives a switch to another view. */
export const useOrder = create<OrderState>()((set) => ({
  journey: 'arriving',
  opened: new Map(),
  focused: null,
  onlyProblems: false,
  foldEmpty: true,
  typed: null,
  follow: (journey) => set({ journey, focused: null }),
  fold: (key, open) => set(({ opened }) => ({ opened: new Map(opened).set(key, open) })),
  foldAll: (keys, open) =>
    set(({ opened }) => ({ opened: new Map([...opened, ...keys.map((key) => [key, open] as const)]) })),
  focus: (focused) => set({ focused }),
  showOnly: (onlyProblems) => set({ onlyProblems }),
  showEmpty: (shown) => set({ foldEmpty: !shown }),
  type: (typed) => set({ typed }),
}));
