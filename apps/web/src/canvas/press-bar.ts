import type { MouseEvent } from 'react';
import { HEAD, ROW } from '../projection/metrics.ts';
import { choose } from './card-row.tsx';
import type { MapNode } from './flow-nodes.ts';
import { useMapState } from './map-state.ts';

/** Where rows are bars, a press on one selects its rule all the same: rows are where they were. */
export function pressBar({ target, clientY, ...how }: MouseEvent, node: MapNode): void {
  if (node.type !== 'chain' || useMapState.getState().level !== 'bars' || !(target instanceof Element)) return;
  const { card } = node.data;
  const box = target.closest('.card')?.getBoundingClientRect();
  if (!box || target.closest('button')) return;
  const zoom = box.width / card.width;
  const row = card.rows[Math.floor(((clientY - box.top) / zoom - HEAD) / ROW)];
  if (row && row.number !== null) choose({ table: card.table, chain: card.chain, id: row.id }, how);
}
