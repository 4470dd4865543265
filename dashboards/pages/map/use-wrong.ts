import { useWard } from '../../ui/context.ts';
import type { LinkLoads } from './link-loads.ts';
import type { LinkLoad } from './model/load.ts';
import type { MapLink, Scene } from './model/scene.ts';
import { isIll, type NodeStates } from './use-node-states.ts';

/** What is not well on the map: cables that are down or full or lead to what is ill, and things with such a cable. */
export function useWrong(scene: Scene, states: NodeStates, loads: LinkLoads) {
  const { clock } = useWard();

  function isBad(link: MapLink, load: LinkLoad): boolean {
    return (
      load.loadClass === 'down' ||
      load.loadClass === 'full' ||
      load.loadClass === 'high' ||
      [link.from.node, link.to.node].some((id) => isIll(states.get(id)))
    );
  }

  /** Read again with every load. */
  function badNodes(): ReadonlySet<string> {
    const nowMs = clock.knownMs.value;
    const now = loads.shown.value.loads;
    const bad = scene.links.filter((link) => isBad(link, now.of(link, nowMs)));
    const ill = scene.nodes.filter(({ id }) => isIll(states.get(id)));
    return new Set([...bad.flatMap(({ from, to }) => [from.node, to.node]), ...ill.map(({ id }) => id)]);
  }

  return { isBad, badNodes };
}
