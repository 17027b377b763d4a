import { Background, BackgroundVariant, MiniMap, ReactFlow, ReactFlowProvider, type NodeChange } from '@xyflow/react';
import '@xyflow/react/dist/base.css';
import { useCallback, useEffect, useMemo, useState } from 'react';
import { registerCommands } from '../commands/registry.ts';
import { useFind, type FindState } from '../find/find-state.ts';
import type { CardId } from '../projection/model.ts';
import { setSpotFinder } from '../state/drag.ts';
import { usePositions } from '../state/layout-positions.ts';
import { useSelection } from '../state/selection.ts';
import { CallEdge } from './call-edge.tsx';
import { ChainNode } from './chain-node.tsx';
import { DragLayer } from './drag-layer.tsx';
import { ZOOM } from './fitting.ts';
import { GroupNode } from './group-node.tsx';
import { FlowElements, type MapNode } from './flow-nodes.ts';
import { mapCommands } from './map-commands.ts';
import { setKeyMap } from './map-focus.ts';
import { useMapState } from './map-state.ts';
import { PipeLayer } from './pipe-layer.tsx';
import { PlaceNode } from './place-node.tsx';
import { RowTip, hideTip } from './row-tip.tsx';
import { spotFinder } from './spot-finder.ts';
import { StationNode } from './station-node.tsx';
import { pressBar } from './press-bar.ts';
import { RowsCanvas } from './rows-canvas.tsx';
import { useLevelWatch } from './use-level-watch.ts';
import { useFocusFollows } from './use-focus-follows.ts';
import { useLook } from './use-look.ts';
import { useMap, type HeldCard } from './use-map.ts';
import { useMapView } from './use-map-view.ts';
import { useOpenSelected, useOpenWay } from './use-open-selected.ts';
import { useScrollToSelection } from './use-scroll-to-selection.ts';
import { ZoomControls } from './zoom-controls.tsx';
import './canvas.css';
import './level.css';

const NODE_TYPES = { station: StationNode, chain: ChainNode, 'group-card': GroupNode, place: PlaceNode };
const EDGE_TYPES = { call: CallEdge };

/** The map: the kernel's packet path with every chain of the host, to look at and to edit. */
export function MapCanvas() {
  return (
    <ReactFlowProvider>
      <Canvas />
    </ReactFlowProvider>
  );
}

function Canvas() {
  const [held, setHeld] = useState<HeldCard | null>(null);
  const [element, setElement] = useState<HTMLDivElement | null>(null);
  const { name, loaded, model, layout } = useMap(held);
  const pinned = usePositions(({ places }) => Object.keys(places[name] ?? {}).length > 0);
  const [elements] = useState(() => new FlowElements());
  const nodes = useMemo(() => elements.nodes(model, layout, held?.id ?? null), [elements, model, layout, held?.id]);
  const level = useMapState((state) => state.level);
  const edges = useMemo(() => elements.edges(model, layout, level), [elements, model, layout, level]);
  const view = useMapView(layout, loaded ? name : '');
  const reset = useCallback(() => usePositions.getState().reset(name), [name]);

  setKeyMap(model);
  useEffect(() => setSpotFinder(spotFinder(model)), [model]);
  useEffect(() => registerCommands(mapCommands(view, reset)), [view, reset]);
  useOpenSelected(model);
  useOpenWay(model);
  useScrollToSelection();
  useLevelWatch();
  useFocusFollows();
  useLook(layout, view.touch);

  const found = useFind((state) => state.chains);
  const nodeClass = useCallback((node: MapNode) => overviewClass(node, found), [found]);
  const change = useCallback((changes: NodeChange<MapNode>[]) => hold(changes, setHeld), []);
  const drop = useCallback(
    (_event: unknown, node: MapNode) => {
      usePositions.getState().pin(name, node.id as CardId, node.position);
      setHeld(null);
    },
    [name],
  );
  return (
    <div ref={setElement} className={`map${loaded ? '' : ' map-loading'}`} aria-busy={!loaded}>
      <ReactFlow
        nodes={nodes}
        edges={edges}
        nodeTypes={NODE_TYPES}
        edgeTypes={EDGE_TYPES}
        onNodesChange={change}
        onNodeDragStop={drop}
        onMoveStart={(event) => {
          hideTip();
          if (event) view.touch();
        }}
        onMoveEnd={view.rest}
        onNodeClick={pressBar}
        onPaneClick={() => useSelection.getState().select(null)}
        onlyRenderVisibleElements
        zIndexMode="manual"
        minZoom={ZOOM.least}
        maxZoom={ZOOM.most}
        nodeDragThreshold={3}
        nodesConnectable={false}
        nodesFocusable={false}
        edgesFocusable={false}
        elementsSelectable={false}
        disableKeyboardA11y
        zoomOnDoubleClick={false}
        deleteKeyCode={null}
        selectionKeyCode={null}
        multiSelectionKeyCode={null}
        panActivationKeyCode={null}
        zoomActivationKeyCode={null}
        attributionPosition="bottom-center"
        aria-label="Map of the packet's path"
      >
        <Background variant={BackgroundVariant.Dots} gap={20} size={1.4} />
        <PipeLayer layout={layout} />
        <RowsCanvas model={model} layout={layout} />
        <DragLayer layout={layout} canvas={element} />
        <MiniMap
          className="overview"
          pannable
          zoomable
          nodeClassName={nodeClass}
          nodeBorderRadius={3}
          ariaLabel="Overview of the map"
        />
      </ReactFlow>
      <ZoomControls view={view} pinned={pinned} onReset={reset} />
      <RowTip />
    </div>
  );
}

/** React Flow tells where a card is being moved; everything else about nodes comes from the rules. */
function hold(changes: readonly NodeChange<MapNode>[], setHeld: (held: HeldCard) => void): void {
  for (const change of changes) {
    if (change.type === 'position' && change.dragging === true && change.position) {
      setHeld({ id: change.id as CardId, at: change.position });
    }
  }
}

function overviewClass(node: MapNode, found: FindState['chains']): string {
  switch (node.type) {
    case 'chain':
      return `overview-chain overview-${node.data.card.table}${found.has(node.id) ? ' overview-found' : ''}`;
    case 'group-card': {
      const { table, members } = node.data.group;
      const hit = found.size > 0 && members.some(({ id }) => found.has(id));
      return `overview-chain overview-${table}${hit ? ' overview-found' : ''}`;
    }
    case 'station':
    case 'place':
      return 'overview-none';
  }
}
