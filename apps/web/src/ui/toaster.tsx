import {
  Button,
  Text,
  UNSTABLE_Toast as AriaToast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components';
import { CircleAlert, Info, X } from 'lucide-react';
import { queue } from './toast.tsx';
import './toast.css';

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
