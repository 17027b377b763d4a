import type { Host } from '@sluice/protocol';
import { usePanels } from '../state/panels.ts';
import { later } from '../ui/later.tsx';
import { Palette } from './palette.tsx';

const Dialogs = later(async () => (await import('./dialogs.tsx')).Dialogs);

/** Whatever lies over the map now. The palette is here from the start: who opens it types on at once. */
export function OpenPanel(props: { readonly host: Host | undefined }) {
  const { panel, close } = usePanels();
  if (panel === null) return null;
  if (panel.kind === 'palette') return <Palette query={panel.query ?? ''} onClose={close} />;
  return <Dialogs host={props.host} panel={panel} close={close} />;
}
