import { useSelection } from '../state/selection.ts';

/** Takes the cursor out of a field and gives the keys back to what it is about, where they came from. */
export function leaveField(field: EventTarget): void {
  if (field instanceof HTMLElement) field.blur();
  useSelection.getState().reveal();
}
