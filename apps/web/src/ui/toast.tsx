import { UNSTABLE_ToastQueue as ToastQueue } from 'react-aria-components';

/** A message that passes: what happened, what is still true, what to do. */
export interface ToastMessage {
  readonly tone: 'info' | 'trouble';
  readonly title: string;
  readonly text?: string | undefined;
  /** The host's own words. */
  readonly code?: string | undefined;
}

/** The messages that wait or are shown; `Toaster` shows them. */
export const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** Shows a message; trouble stays until it is put away, other things go by themselves. */
export function toast(message: ToastMessage): void {
  const shown = queue.visibleToasts.some(
    ({ content }) => content.title === message.title && content.text === message.text,
  );
  if (!shown) queue.add(message, message.tone === 'info' ? { timeout: 6000 } : { timeout: 20_000 });
}
