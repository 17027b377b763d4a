import { useMemo, useState } from 'react';
import { findChain } from '@sluice/netfilter';
import { LONG, type Unfolded } from '../projection/chain-folds.ts';
import { keepIdentity, keepNamed } from '../projection/keep-identity.ts';
import { withNewPlaces, type Anchor } from '../projection/keep-places.ts';
import { layoutMap, type Layout } from '../projection/layout.ts';
import type { Point } from '../projection/geometry.ts';
import type { CardId, GroupCard, MapModel } from '../projection/model.ts';
import { projectMap } from '../projection/project-map.ts';
import { skeletonMap } from '../projection/station.ts';
import { mapName, usePositions } from '../state/layout-positions.ts';
import { useSelection } from '../state/selection.ts';
import { useWorkspace } from '../state/workspace.ts';
import { useMapState } from './map-state.ts';

/** What the canvas draws. */
export interface DrawnMap {
  /** Host and family: another name is another map. */
  readonly name: string;
  /** The rules are here. */
  readonly loaded: boolean;
  readonly model: MapModel;
  readonly layout: Layout;
}

/** A card that is being moved by its head, before it is dropped. */
export interface HeldCard {
  readonly id: CardId;
  readonly at: Point;
}

/** The map of what the workspace shows. What did not change keeps its identity. */
export function useMap(held: HeldCard | null): DrawnMap {
  const current = useWorkspace((state) => state.current);
  const base = useWorkspace((state) => state.base);
  const diff = useWorkspace((state) => state.shown);
  const backend = useWorkspace((state) => state.backend) ?? 'nft';
  const aliens = useWorkspace((state) => state.aliens);
  const interfaces = useWorkspace((state) => state.interfaces);
  const scroll = useMapState((state) => state.scroll);
  const opened = useMapState((state) => state.opened);
  const unfolded = useUnfolded();
  const name = useWorkspace((state) => mapName(state.hostId, state.family));
  const places = usePositions((state) => state.places[name]);

  const loaded = current !== null;
  const [keeper] = useState(() => new MapKeeper());
  const model = useMemo(
    () =>
      keeper.keepModel(
        current
          ? projectMap({ current, base, diff, backend, aliens, interfaces, scroll, opened, unfolded })
          : skeletonMap(backend),
      ),
    [keeper, current, base, diff, backend, aliens, interfaces, scroll, opened, unfolded],
  );
  const layout = useMemo(() => {
    const pinned = new Map(Object.entries(places ?? {}) as [CardId, Point][]);
    if (held) pinned.set(held.id, held.at);
    const anchor = keeper.anchorOf(name, model);
    const fresh = layoutMap(model, pinned, anchor);
    if (loaded) keeper.anchor(name, withNewPlaces(anchor, model, fresh));
    return keeper.keepLayout(fresh);
  }, [keeper, model, places, held, name, loaded]);

  return { name, loaded, model, layout };
}

/** What is unfolded in long chains; in others a selection changes nothing, and nothing is computed anew for it. */
function useUnfolded(): Unfolded {
  const opened = useMapState((state) => state.unfolded);
  const current = useWorkspace((state) => state.current);
  const kept = useSelection(({ selected }) =>
    selected?.kind === 'rule' && current && (findChain(current, selected)?.rules.length ?? 0) >= LONG
      ? selected.id
      : null,
  );
  return useMemo(() => ({ opened, kept }), [opened, kept]);
}

/** Holds what was drawn last, so that what did not change stays the very same object. */
class MapKeeper {
  #model: MapModel | null = null;
  #layout: Layout | null = null;
  #anchor: (Anchor & { readonly name: string }) | null = null;

  /** Where this map's chains stood when they were first drawn; null when none were, or when most of them are others now. */
  anchorOf(name: string, { chains }: MapModel): Anchor | null {
    const anchor = this.#anchor;
    if (anchor?.name !== name) return null;
    const known = chains.filter(({ id }) => anchor.own.has(id)).length;
    return known * 2 >= chains.length ? anchor : null;
  }

  /** From now on these are the places of this map's chains. */
  anchor(name: string, anchor: Anchor): void {
    this.#anchor = { ...anchor, name };
  }

  keepModel(fresh: MapModel): MapModel {
    this.#model = keptModel(this.#model, fresh);
    return this.#model;
  }

  keepLayout(fresh: Layout): Layout {
    this.#layout = keepIdentity(this.#layout, fresh);
    return this.#layout;
  }
}

function keptModel(before: MapModel | null, fresh: MapModel): MapModel {
  if (!before) return fresh;
  const model = {
    stations: keepNamed(before.stations, fresh.stations, ({ hook }) => hook),
    chains: keepNamed(before.chains, fresh.chains, ({ id }) => id),
    ...keptGroups(before, fresh),
    homes: keepIdentity(before.homes, fresh.homes),
    edges: keepNamed(before.edges, fresh.edges, ({ id }) => id),
    interfaces: keepIdentity(before.interfaces, fresh.interfaces),
  };
  const same = (Object.keys(model) as (keyof MapModel)[]).every((key) => model[key] === before[key]);
  return same ? before : model;
}

/** Members are compared by what they are, not by what is in them: a group may have twenty thousand. */
function keptGroups(before: MapModel, fresh: MapModel): Pick<MapModel, 'groups' | 'groupOf'> {
  const known = new Map(before.groups.map((group) => [group.id, group]));
  const groups = fresh.groups.map((group) => {
    const old = known.get(group.id);
    return old && hasSameMembers(old, group) ? old : group;
  });
  const same = groups.length === before.groups.length && groups.every((group, at) => group === before.groups[at]);
  return same ? { groups: before.groups, groupOf: before.groupOf } : { groups, groupOf: fresh.groupOf };
}

function hasSameMembers({ members: a }: GroupCard, { members: b }: GroupCard): boolean {
  return a === b || (a.length === b.length && a.every(({ chain }, index) => chain === b[index]?.chain));
}
