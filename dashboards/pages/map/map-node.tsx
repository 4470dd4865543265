import type { TopologyNode } from '../../api/topology.ts';
import type { MachineState } from '../../state/machine-state.ts';
import { useText } from '../../ui/context.ts';
import { StateMark } from '../../ui/state-mark.tsx';
import { KindIcon } from './kind-icon.tsx';
import type { Box } from './model/boxes.ts';
import { breakName } from './model/break-name.ts';
import type { PlacedBunch } from './model/layout.ts';

/** How a thing on the map is shown. */
export interface NodeLook {
  state: MachineState | null;
  label: string;
  isChosen: boolean;
  isPale: boolean;
  /** The one that Tab leads to. */
  isEntry: boolean;
  isHeld: boolean;
}

/** Letters that a node and a small one have room for. */
const LETTERS = 17;
const LEAF_LETTERS = 16;
const ROOMY = 40;

/** A thing: what kind it is, how it is, and its name. */
export function MapNode({ node, box, look }: { node: TopologyNode; box: Box; look: NodeLook }) {
  const { width, height, x, y } = box;
  const isSmall = height < ROOMY;
  const { state, label, isChosen, isPale, isEntry, isHeld } = look;
  // The whole name is there for whoever reads with other eyes, also where it has no room.
  const { lines, rest } = breakName(node.name, isSmall ? LEAF_LETTERS : LETTERS);
  const [left, leading] = isSmall ? [28, 13] : [37, 15];
  const middle = height / 2 + 5;
  const tone = node.target === null ? 'stranger' : (state ?? 'none');
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG knows no button
    <g
      class={`map-node is-${tone}${isPale ? ' is-pale' : ''}${isHeld ? ' is-held' : ''}`}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      role="button"
      tabIndex={isEntry ? 0 : -1}
      aria-label={label}
      aria-pressed={isChosen}
      data-node={node.id}
    >
      <rect class="body" width={width} height={height} rx={8} />
      <g transform={isSmall ? 'translate(7 10) scale(0.8)' : 'translate(10 12)'}>
        <KindIcon kind={node.kind} isWatched={node.target !== null} />
      </g>
      <text class={lines.length > 1 ? 'two-lines' : undefined}>
        {lines.map((line, at) => (
          <tspan
            key={at === 0 ? 'first' : 'second'}
            x={left}
            y={lines.length > 1 ? middle - 7 + at * leading : middle}
          >
            {line}
          </tspan>
        ))}
        {rest !== '' && <tspan class="left-out">{rest}</tspan>}
      </text>
      {state && state !== 'ok' && (
        <g transform={`translate(${width - 10} -6)`}>
          <circle class="seat" cx={8} cy={8} r={11} />
          <SmallMark mark={state} size={16} />
        </g>
      )}
    </g>
  );
}

/** Inside of a drawing style sheets give no size: this does. */
function SmallMark({ mark, size }: { mark: MachineState; size: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
      <StateMark mark={mark} />
    </svg>
  );
}

/** The mark that stands for the hosts of a switch. */
export function FoldMark(options: {
  bunch: PlacedBunch;
  owner: string;
  /** Not well among them, and the worst of these. */
  affected: number;
  worst: MachineState;
  isPale: boolean;
  onToggle(): void;
}) {
  const { bunch, owner, affected, worst, isPale, onToggle } = options;
  const { words, formats } = useText();
  const text = words.networkMap.node;
  const { x, y, width, height, members, isFolded } = bunch;
  const count = formats.number(members.length);
  const said = isFolded ? text.openHosts(count, owner) : text.closeHosts(owner);
  const ill = affected > 0 ? `${said}, ${text.affected(formats.number(affected))}` : said;
  if (!isFolded)
    return (
      <rect
        class="map-block"
        x={x - width / 2 - 6}
        y={y - height / 2 - 4}
        width={width + 12}
        height={height + 10}
        rx={8}
      />
    );
  return (
    // biome-ignore lint/a11y/useSemanticElements: an SVG knows no button
    <g
      class={`map-fold${isPale ? ' is-pale' : ''}`}
      transform={`translate(${x - width / 2} ${y - height / 2})`}
      role="button"
      tabIndex={-1}
      aria-expanded={!bunch.isFolded}
      aria-label={ill}
      data-fold={bunch.owner}
      onClick={onToggle}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        event.stopPropagation();
        onToggle();
      }}
    >
      <rect class="body" width={width} height={height} rx={12} />
      <text x={affected > 0 ? width / 2 - 8 : width / 2} y={height / 2 + 4}>
        {text.hosts(count)}
      </text>
      {affected > 0 && (
        <g transform={`translate(${width - 22} 4)`}>
          <SmallMark mark={worst} size={14} />
        </g>
      )}
    </g>
  );
}
