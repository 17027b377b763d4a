import type { Host } from '@sluice/protocol';
import { useTour } from '../state/tour.ts';
import { later } from '../ui/later.tsx';
import { useTourShown } from './when-shown.ts';

const TourCard = later(async () => (await import('./tour-card.tsx')).TourCard);

/** The tour, while it is taken and its things are in sight: on the sandbox's map. */
export function Tour(props: { readonly host: Host | undefined }) {
  const step = useTour((state) => state.step);
  return useTourShown(props.host) && step !== null ? <TourCard step={step} /> : null;
}
