import type { Host } from '@sluice/protocol';
import { usePanels } from '../state/panels.ts';
import { later } from '../ui/later.tsx';

const Palette = later(async () => (await import('./palette.tsx')).Palette);
const Dialogs = later(async () => (await import('./dialogs.tsx')).Dialogs);

/** Whatever lies over the map now. While it is on its way, no key runs a command: `startKeyboard` sees to that. */
export function OpenPanel(props: { readonly host: Host | undefined }) {
  const { panel, close } = usePanels();
  if (panel === null) return null;
  if (panel.kind === 'palette') return <Palette query={panel.query ?? ''} onClose={close} />;
  return <Dialogs host={props.host} panel={panel} close={close} />;
}
