import { create } from 'zustand';

/** How far the inspector reaches over the map from the right, in pixels; 0 where it stands beside it. */
export const useMapCover = create<{ readonly width: number }>()(() => ({ width: 0 }));
