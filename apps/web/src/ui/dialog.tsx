import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import type { ReactNode } from 'react';
import './dialog.css';

/** A question that must be answered or left before anything else; Esc and a press outside leave it. */
export function Dialog(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
  readonly width?: number;
}) {
  return (
    <ModalOverlay isOpen isDismissable onOpenChange={(open) => !open && props.onClose()} className="ui-scrim">
      <Modal className={`ui-dialog${props.width === undefined ? '' : ` ui-dialog-${props.width}`}`}>
        <AriaDialog className="ui-dialog-body">
          <Heading slot="title" className="ui-dialog-title">
            {props.title}
          </Heading>
          {props.children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}

/** The row of buttons that ends a dialog; the primary one stands last. */
export function DialogButtons(props: { readonly children: ReactNode }) {
  return <div className="ui-dialog-buttons">{props.children}</div>;
}
