import { useTour } from '../state/tour.ts';
import { toast } from '../ui/toast.tsx';

/** Leaves the tour where it is, and says where it is found again. */
export function leaveTour(): void {
  useTour.getState().leave();
  toast({
    tone: 'info',
    title: 'You left the tour',
    text: 'Take it again from the settings at the top right, or from the palette.',
  });
}
