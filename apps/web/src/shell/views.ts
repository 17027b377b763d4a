import { CodeXml, List, SlidersHorizontal, type LucideIcon } from 'lucide-react';
import { lazy, type ComponentType } from 'react';
import { MapCanvas } from '../canvas/map-canvas.tsx';
import type { Command } from '../commands/registry.ts';
import { useView, type ViewName } from '../state/view.ts';

/** A way to look at the rules. */
export interface View {
  readonly id: ViewName;
  readonly name: string;
  /** What a screen reader calls the place that holds it. */
  readonly label: string;
  readonly Icon: LucideIcon;
  readonly Body: ComponentType;
}

const MAP: View = { id: 'map', name: 'Map', label: 'Map of the rules', Icon: SlidersHorizontal, Body: MapCanvas };

const ORDER: View = {
  id: 'order',
  name: 'Order',
  label: 'The rules in reading order',
  Icon: List,
  Body: lazy(async () => ({ default: (await import('../order/order-view.tsx')).OrderView })),
};

const TEXT: View = {
  id: 'text',
  name: 'Text',
  label: 'The rules as text',
  Icon: CodeXml,
  Body: lazy(async () => ({ default: (await import('../text/text-view.tsx')).TextView })),
};

/** Every view that there is, in the order of their keys: the switch, the commands and the centre of the page are made from this. */
export const VIEWS: readonly View[] = [MAP, ORDER, TEXT];

/** The view that is shown; an address may name one that is not there, then it is the map. */
export function useShownView(): View {
  const id = useView((state) => state.view);
  return VIEWS.find((view) => view.id === id) ?? MAP;
}

/** `1`, `2`, `3` go to the views. */
export const SWITCH_COMMANDS: readonly Command[] = VIEWS.map(({ id, name }, index) => ({
  id: `view.${id}`,
  title: `Go to the ${name.toLowerCase()} view`,
  group: 'View',
  keys: [String(index + 1)],
  when: () => useView.getState().view !== id,
  run: () => useView.getState().show(id),
}));
