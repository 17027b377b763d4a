import { Minus, Plus } from 'lucide-react';
import { memo } from 'react';
import { useStore } from '@xyflow/react';
import { Button } from 'react-aria-components';
import { Tip } from '../ui/tip.tsx';
import type { MapView } from './use-map-view.ts';

/** How near the map is, and the ways to change that. */
export const ZoomControls = memo(function ZoomControls(props: {
  readonly view: MapView;
  readonly pinned: boolean;
  readonly onReset: () => void;
}) {
  const { view } = props;
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  return (
    <div className="zoom" role="toolbar" aria-label="Zoom">
      <Tip text="Zoom in" keys="+">
        <Button className="zoom-button" aria-label="Zoom in" onPress={view.zoomIn}>
          <Plus aria-hidden="true" />
        </Button>
      </Tip>
      <Tip text="Actual size" keys="0">
        <Button
          className="zoom-button zoom-level"
          aria-label={`Zoom is ${zoom} %, show actual size`}
          onPress={view.actualSize}
        >
          {zoom} %
        </Button>
      </Tip>
      <Tip text="Zoom out" keys="-">
        <Button className="zoom-button" aria-label="Zoom out" onPress={view.zoomOut}>
          <Minus aria-hidden="true" />
        </Button>
      </Tip>
      <Tip text="Show the whole map" keys="Shift+F">
        <Button className="zoom-button" onPress={view.fit}>
          Fit
        </Button>
      </Tip>
      {props.pinned && (
        <Tip text="Put every chain back where the layout places it">
          <Button className="zoom-button" onPress={props.onReset}>
            Reset positions
          </Button>
        </Tip>
      )}
    </div>
  );
});
