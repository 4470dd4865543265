import type { TopologyNode } from '../../api/topology.ts';
import { useText, useWard } from '../../ui/context.ts';
import type { LinkLoads } from './link-loads.ts';
import { hideNode, removeCable } from './model/draft.ts';
import type { Ways } from './model/path.ts';
import type { MapLink, Scene } from './model/scene.ts';
import { NodePanel } from './node-panel.tsx';
import { PathPanel } from './path-panel.tsx';
import type { Correcting } from './use-correcting.ts';

/** Beside the map: the thing that is chosen, or the way between two. */
export function MapSide(options: {
  one: TopologyNode;
  other: string | undefined;
  ways: Ways<MapLink> | undefined;
  scene: Scene;
  loads: LinkLoads;
  nameOf(node: string): string;
  organisations: readonly { id: string; name: string }[];
  correcting: Correcting | undefined;
  organisationOf(node: string): string;
  onLook(link: MapLink | null): void;
  onClose(): void;
}) {
  const { one, other, ways, scene, loads, nameOf, organisations, correcting, organisationOf } = options;
  const { onLook, onClose } = options;
  const { toasts } = useWard();
  const { words } = useText();
  if (other !== undefined)
    return (
      <PathPanel
        from={one.id}
        to={other}
        ways={ways}
        loads={loads}
        nameOf={nameOf}
        onLook={onLook}
        onClose={onClose}
      />
    );
  const organisation = organisations.find(({ id }) => id === one.organisation)?.name;
  return (
    <NodePanel
      node={one}
      links={scene.linksOf.get(one.id) ?? []}
      loads={loads}
      nameOf={nameOf}
      organisation={organisations.length > 1 ? organisation : undefined}
      onRemove={correcting ? remove : null}
      onHide={correcting ? hide : null}
      onLook={onLook}
      onClose={onClose}
    />
  );

  function remove(link: MapLink): void {
    if (organisationOf(link.from.node) === organisationOf(link.to.node))
      correcting?.change((now) => removeCable(now, link));
    else toasts.say(words.networkMap.edit.otherOrganisation);
  }

  function hide(): void {
    correcting?.change((now) => hideNode(now, one.id));
    onClose();
  }
}
