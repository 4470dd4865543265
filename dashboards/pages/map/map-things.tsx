import { Fragment, type VNode } from 'preact';
import { useRef } from 'preact/hooks';
import { STATE_RANK } from '../../state/machine-state.ts';
import { useText } from '../../ui/context.ts';
import { kindText } from '../../words/words.ts';
import { FoldMark, MapNode } from './map-node.tsx';
import type { Layout, PlacedBunch } from './model/layout.ts';
import type { Scene } from './model/scene.ts';
import { isIll, type NodeStates } from './use-node-states.ts';

/** Everything that stands on the map. */
export function MapThings(options: {
  scene: Scene;
  layout: Layout;
  states: NodeStates;
  chosen: readonly string[];
  /** Placed by people. */
  held: ReadonlySet<string>;
  onWay: ReadonlySet<string> | null;
  /** Who is shown when only what is wrong is wanted; null: everybody. */
  badNodes: (() => ReadonlySet<string>) | null;
  onToggle(owner: string): void;
}) {
  const { scene, layout, states, chosen, held, onWay, badNodes, onToggle } = options;
  const bad = badNodes?.() ?? null;
  const { words, formats } = useText();
  const text = words.networkMap.node;
  const kept = useRef(new Map<string, { sign: string; node: unknown; drawn: VNode }>());
  const drawnNodes = scene.nodes.filter(({ id }) => layout.boxes.has(id));
  const entry = chosen.find((id) => layout.boxes.has(id)) ?? drawnNodes[0]?.id;
  const isPale = (id: string) => (onWay ? !onWay.has(id) : bad !== null && !bad.has(id));
  return (
    <Fragment>
      {layout.bunches.map((bunch) => (
        <FoldMark key={`fold ${bunch.owner}`} {...foldOf(bunch)} onToggle={() => onToggle(bunch.owner)} />
      ))}
      {layout.bunches.map((bunch) => openFold(bunch))}
      {drawnNodes.map((node) => {
        const box = layout.boxes.get(node.id);
        if (!box) return null;
        const state = states.get(node.id) ?? null;
        const kind = node.target === null ? text.stranger : kindText(words, node.kind);
        const links = formats.number(scene.linksOf.get(node.id)?.length ?? 0);
        const look = {
          state,
          label: text.label(
            node.name,
            kind,
            state === null ? text.stranger : words.states.machine[state],
            links,
          ),
          isChosen: chosen.includes(node.id),
          isPale: isPale(node.id),
          isEntry: node.id === entry,
          isHeld: held.has(node.id),
        };
        // Most things look as they did: the same drawing again costs nothing.
        const sign = `${JSON.stringify(look)} ${box.x} ${box.y} ${box.width}`;
        const before = kept.current.get(node.id);
        if (before?.sign === sign && before.node === node) return before.drawn;
        const drawn = <MapNode key={node.id} node={node} box={box} look={look} />;
        kept.current.set(node.id, { sign, node, drawn });
        return drawn;
      })}
    </Fragment>
  );

  function foldOf(bunch: PlacedBunch) {
    const ill = bunch.members.flatMap((id) => {
      const state = states.get(id);
      return state !== undefined && isIll(state) ? [state] : [];
    });
    const [worst = 'ok' as const] = ill.sort((a, b) => STATE_RANK[a] - STATE_RANK[b]);
    const isFaint = onWay ? !bunch.members.some((id) => onWay.has(id)) : bad !== null && ill.length === 0;
    return {
      bunch,
      owner: scene.byId.get(bunch.owner)?.name ?? '',
      affected: ill.length,
      worst,
      isPale: isFaint,
    };
  }

  /** A block that was opened by hand has a mark that folds it again. */
  function openFold(bunch: PlacedBunch) {
    if (bunch.isFolded || bunch.members.length <= 3) return null;
    const { x, y, height, owner } = bunch;
    return (
      // biome-ignore lint/a11y/useSemanticElements: an SVG knows no button
      <g
        key={`close ${owner}`}
        class="map-fold"
        transform={`translate(${x - 26} ${y + height / 2 + 8})`}
        role="button"
        tabIndex={-1}
        aria-expanded="true"
        aria-label={text.closeHosts(scene.byId.get(owner)?.name ?? '')}
        data-fold={owner}
        onClick={() => onToggle(owner)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== ' ') return;
          event.preventDefault();
          event.stopPropagation();
          onToggle(owner);
        }}
      >
        <rect class="body" width={52} height={20} rx={10} />
        <text x={26} y={14}>
          {text.close}
        </text>
      </g>
    );
  }
}
