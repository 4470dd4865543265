import { useEffect, useMemo } from 'preact/hooks';
import { useWard } from '../../ui/context.ts';
import type { LinkLoads, WantedPort } from './link-loads.ts';
import { type Box, collide } from './model/boxes.ts';
import type { MapLink, Scene } from './model/scene.ts';
import type { Wire } from './model/wires.ts';

/** Watches the ports of cables that are on the screen: in the window of the map, in the table, on the way shown. */
export function useSeenPorts(options: {
  loads: LinkLoads;
  scene: Scene;
  wires: ReadonlyMap<string, Wire>;
  boxes: ReadonlyMap<string, Box>;
  /** Undefined until the map has a size. */
  seen: Box | undefined;
  /** How many rows of the table are shown. */
  rows: number;
  always: ReadonlySet<MapLink> | undefined;
}): void {
  const { loads, scene, wires, boxes, seen, rows, always } = options;
  const { live } = useWard();
  const wanted = useMemo(() => {
    const links = scene.links.filter(
      (link, at) => at < rows || always?.has(link) || (seen && wires.has(link.id) && isIn(link, boxes, seen)),
    );
    const ports = links.flatMap(({ from, to }) =>
      [from, to].flatMap((end): WantedPort[] =>
        end.interface === null ? [] : [{ target: end.node, interface: end.interface }],
      ),
    );
    return JSON.stringify(ports);
  }, [scene, wires, boxes, seen, rows, always]);
  useEffect(() => loads.watch(live, JSON.parse(wanted) as WantedPort[]), [wanted]);
}

/** Whether any of a cable can be in the window. */
function isIn({ from, to }: MapLink, boxes: ReadonlyMap<string, Box>, seen: Box): boolean {
  const [one, other] = [boxes.get(from.node), boxes.get(to.node)];
  if (!one || !other) return false;
  const around = {
    x: (one.x + other.x) / 2,
    y: (one.y + other.y) / 2,
    width: Math.abs(one.x - other.x),
    height: Math.abs(one.y - other.y),
  };
  return collide(around, seen);
}
