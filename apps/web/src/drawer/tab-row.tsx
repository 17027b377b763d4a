import type { Host } from '@sluice/protocol';
import type { ReactNode } from 'react';
import { useDrawer } from '../state/drawer.ts';
import { IconButton } from '../ui/button.tsx';
import type { DrawerTab } from './tabs.ts';

/** What a tab is called, with its number or sign. */
export function TabName(props: { readonly tab: DrawerTab; readonly host: Host | undefined }) {
  const { name, Badge } = props.tab;
  return (
    <>
      {name}
      {Badge && <Badge host={props.host} />}
    </>
  );
}

/** Opens or closes the drawer. */
export function Chevron(props: { readonly label: string; readonly children: ReactNode }) {
  return (
    <IconButton label={props.label} keys="Ctrl+J" onPress={() => useDrawer.getState().toggle()}>
      <>{props.children}</>
    </IconButton>
  );
}
