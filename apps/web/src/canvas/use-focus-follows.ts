import { useEffect, useRef } from 'react';
import { useSelection } from '../state/selection.ts';
import { focusSelected } from './map-focus.ts';

/**
 * The arrow keys go on from what the palette, a list or a command brings into view. Where the focused row is gone, as
 * after an undo, they go on from what is selected instead.
 */
export function useFocusFollows(): void {
  const selected = useSelection((state) => state.selected);
  const reveals = useSelection((state) => state.reveals);
  const done = useRef(reveals);
  useEffect(() => {
    const revealed = reveals !== done.current;
    done.current = reveals;
    // Whoever asked for a field goes on there.
    const { editField, keepsFocus } = useSelection.getState();
    if (selected && editField === null && !keepsFocus) focusSelected(selected, revealed);
  }, [selected, reveals]);
}
