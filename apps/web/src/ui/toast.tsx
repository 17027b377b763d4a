import {
  Button,
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { CircleAlert, Info, X } from 'lucide-react';
import './toast.css';

/** A message that passes: what happened, what is still true, what to do. */
export interface ToastMessage {
  readonly tone: 'info' | 'trouble';
  readonly title: string;
  readonly text?: string | undefined;
  /** The host's own words. */
  readonly code?: string | undefined;
}

const queue = new ToastQueue<ToastMessage>({ maxVisibleToasts: 3 });

/** Shows a message; trouble stays until it is put away, other things go by themselves. */
export function toast(message: ToastMessage): void {
  const shown = queue.visibleToasts.some(
    ({ content }) => content.title === message.title && content.text === message.text,
  );
  if (!shown) queue.add(message, message.tone === 'info' ? { timeout: 6000 } : { timeout: 20_000 });
}

/** Where messages appear; once on the page. */
export function Toaster() {
  return (
    <ToastRegion queue={queue} className="ui-toasts" aria-label="Messages">
      {({ toast: shown }) => (
        <AriaToast toast={shown} className={`ui-toast ui-toast-${shown.content.tone}`}>
          {shown.content.tone === 'trouble' ? <CircleAlert /> : <Info />}
          <ToastContent className="ui-toast-text">
            <Text slot="title">{shown.content.title}</Text>
            {shown.content.text !== undefined && <Text slot="description">{shown.content.text}</Text>}
            {shown.content.code !== undefined && <pre className="mono">{shown.content.code}</pre>}
          </ToastContent>
          <Button slot="close" className="ui-icon-button" aria-label="Put this message away">
            <X />
          </Button>
        </AriaToast>
      )}
    </ToastRegion>
  );
}
