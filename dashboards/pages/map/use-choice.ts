import { useMemo } from 'preact/hooks';
import { shortestWays, type Ways } from './model/path.ts';
import type { MapLink, Scene } from './model/scene.ts';

/** What follows from what is chosen: one thing, or two with the ways between them. */
export interface Choice {
  /** Of what is chosen only what is on the map. */
  ends: readonly string[];
  /** Undefined with fewer than two, and where there is none. */
  ways: Ways<MapLink> | undefined;
  /** Cables that somebody looks at. */
  lookedAt: ReadonlySet<string>;
}

/** Follows what is chosen, and what the mouse or the focus is on. */
export function useChoice(
  chosen: readonly string[],
  { focused, looked }: { focused: string | null; looked: MapLink | null },
  scene: Scene,
): Choice {
  const ends = chosen.filter((id) => scene.byId.has(id));
  const [first, second] = ends;
  const ways = useMemo(
    () =>
      first !== undefined && second !== undefined ? shortestWays(scene.links, first, second) : undefined,
    [scene, first, second],
  );
  const lookedAt = useMemo(() => {
    const node = focused ?? (second === undefined ? (first ?? null) : null);
    const links = node === null ? [] : (scene.linksOf.get(node) ?? []);
    return new Set([...links.map(({ id }) => id), ...(looked ? [looked.id] : [])]);
  }, [focused, first, second, looked, scene]);
  return { ends, ways, lookedAt };
}
