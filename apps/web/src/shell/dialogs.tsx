import type { Host } from '@sluice/protocol';
import { lazy, Suspense } from 'react';
import { CollisionsDialog } from '../drift/collisions-dialog.tsx';
import type { Panel } from '../state/panels.ts';
import { LastHourDialog } from '../numbers/last-hour-dialog.tsx';
import { ResetDialog } from '../numbers/reset-dialog.tsx';
import { ReviewSheet } from '../review/review-sheet.tsx';
import { ExtractRulesDialog, RenameChainDialog } from './chain-name-dialog.tsx';
import { CopyChainDialog } from './copy-chain-dialog.tsx';
import { DeleteChainDialog } from './delete-chain-dialog.tsx';
import { DiscardDialog } from './discard-dialog.tsx';
import { CallChainDialog, InsertJumpDialog } from './jump-dialog.tsx';
import { NewChainDialog } from './new-chain-dialog.tsx';
import { ShortcutsDialog } from './shortcuts-dialog.tsx';
import { UnlockDialog } from './unlock-dialog.tsx';

const ImportDialog = lazy(async () => ({ default: (await import('../import/import-dialog.tsx')).ImportDialog }));
const StartDialog = lazy(async () => ({ default: (await import('../starts/start-dialog.tsx')).StartDialog }));
const NewSetDialog = lazy(async () => ({ default: (await import('../sets/new-set-dialog.tsx')).NewSetDialog }));

/** The panels that are dialogs. */
export function Dialogs(props: {
  readonly host: Host | undefined;
  readonly panel: Exclude<Panel, { readonly kind: 'palette' }>;
  readonly close: () => void;
}) {
  const { host, panel, close } = props;
  switch (panel.kind) {
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'newChain':
      return <NewChainDialog table={panel.table ?? 'filter'} onClose={close} />;
    case 'renameChain':
      return <RenameChainDialog place={panel} onClose={close} />;
    case 'copyChain':
      return <CopyChainDialog place={panel} onClose={close} />;
    case 'extractRules':
      return <ExtractRulesDialog rules={panel.rules} onClose={close} />;
    case 'deleteChain':
      return <DeleteChainDialog place={panel} onClose={close} />;
    case 'insertJump':
      return <InsertJumpDialog from={panel} onClose={close} />;
    case 'callChain':
      return <CallChainDialog table={panel.table} callee={panel.callee} onClose={close} />;
    case 'import':
      return (
        <Suspense>
          <ImportDialog text={panel.text ?? ''} file={panel.file} onClose={close} />
        </Suspense>
      );
    case 'start':
      return (
        <Suspense>
          <StartDialog start={panel.start} onClose={close} />
        </Suspense>
      );
    case 'collisions':
      return <CollisionsDialog onClose={close} />;
    case 'lastHour':
      return <LastHourDialog onClose={close} />;
    case 'resetCounters':
      return host ? <ResetDialog host={host} onClose={close} /> : null;
    case 'newSet':
      return (
        <Suspense>
          <NewSetDialog onClose={close} />
        </Suspense>
      );
    case 'discard':
      return <DiscardDialog onClose={close} />;
    case 'unlock':
      return host ? <UnlockDialog host={host} onClose={close} /> : null;
    case 'review':
      return host ? <ReviewSheet host={host} onClose={close} /> : null;
  }
}
