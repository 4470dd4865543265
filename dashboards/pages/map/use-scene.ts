import { useMemo } from 'preact/hooks';
import type { TopologyAnswer, TopologyNode } from '../../api/topology.ts';
import { useWard } from '../../ui/context.ts';
import type { Draft } from './model/draft.ts';
import { type Layout, layOut } from './model/layout.ts';
import { type MapFilter, makeScene, type Scene } from './model/scene.ts';
import { type Wire, wire } from './model/wires.ts';

/** What is drawn, and where. */
export interface DrawnScene {
  scene: Scene;
  layout: Layout;
  wires: ReadonlyMap<string, Wire>;
}

/** From the answer and the corrections to a picture; made anew only when one of them changes. */
export function useScene(
  answer: TopologyAnswer,
  draft: Draft,
  filter: MapFilter,
  opened: ReadonlySet<string>,
): DrawnScene {
  const known = useKnownTargets();
  const { positions, ...rest } = draft;
  const { added, removed, hidden } = rest;
  // Dragging changes places alone: what there is stays the same.
  const scene = useMemo(
    () => makeScene(answer, draft, filter, known),
    [answer, added, removed, hidden, filter, known],
  );
  const layout = useMemo(
    () =>
      layOut({
        things: scene.nodes.map(({ id, name, kind }) => ({ id, name, kind })),
        joins: scene.links.map(({ from, to }) => ({ from: from.node, to: to.node })),
        placed: new Map(Object.entries(positions)),
        opened,
      }),
    [scene, positions, opened],
  );
  const wires = useMemo(() => wire(scene.links, layout.boxes), [scene, layout]);
  return { scene, layout, wires };
}

/** Finds what is watched and has no cable yet, as the map would show it. */
export function useKnownTargets(): (id: string) => TopologyNode | undefined {
  const { fleet } = useWard();
  return useMemo(
    () => (id: string) => {
      const target = fleet.machine(id)?.target;
      if (!target) return undefined;
      const { kind, name, address, organisation, zone } = target;
      return { id, target: id, name, kind, address, description: '', organisation, zone };
    },
    [fleet],
  );
}
