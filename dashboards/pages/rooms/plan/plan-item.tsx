import type { ComponentChildren } from 'preact';
import type { RoomItem } from '#protocol/room.ts';
import { type Box, boxOf } from '#protocol/room-box.ts';
import type { MachineState } from '../../../state/machine-state.ts';
import { StateShape } from '../../../ui/state-mark.tsx';

/** How something on the plan is shown; texts are made by the page. */
export interface ItemLook {
  /** Null where nothing is known of it: a wall, an empty rack. */
  state: MachineState | null;
  /** How many in it are not well; shown from 2 on. */
  affected: number;
  /** Below the name: how many devices, which load. */
  figure: string;
  /** For screen readers, with everything that is seen. */
  label: string;
  /** An air conditioner that runs. */
  isBlowing: boolean;
  isNew: boolean;
  isClashing: boolean;
  /** In what way it belongs to what was chosen. */
  relation: 'none' | 'chosen' | 'up' | 'down';
}

/** The frame around what was chosen and what belongs to it; drawn above everything else. */
export function RelationFrame({ item, look }: { item: RoomItem; look: ItemLook }) {
  if (look.relation === 'none') return null;
  const { xCm, yCm, widthCm, depthCm } = boxOf(item);
  return (
    <rect
      class={`item-relation is-${look.relation}`}
      x={xCm - 3}
      y={yCm - 3}
      width={widthCm + 6}
      height={depthCm + 6}
      rx="7"
    />
  );
}

/** One thing, in centimetres of the floor. */
export function PlanItem({ item, look }: { item: RoomItem; look: ItemLook }) {
  const box = boxOf(item);
  const classes = [
    'plan-item',
    `item-${item.kind}`,
    look.state ? `item-is-${look.state}` : 'item-is-empty',
    look.isNew && 'item-new',
    look.isClashing && 'item-clash',
  ];
  return <g class={classes.filter(Boolean).join(' ')}>{drawing(item, box, look)}</g>;
}

function drawing(item: RoomItem, box: Box, look: ItemLook): ComponentChildren {
  const { xCm: x, yCm: y, widthCm: width, depthCm: height } = box;
  const middle = { x: x + width / 2, y: y + height / 2 };
  switch (item.kind) {
    case 'wall':
      return <rect class="item-body" x={x} y={y} width={width} height={height} />;
    case 'door':
      return <Door item={item} box={box} />;
    case 'cold_aisle':
    case 'hot_aisle':
      return <rect class="item-body" x={x} y={y} width={width} height={height} rx="6" />;
    case 'sensor':
      return (
        <>
          <circle class="item-dot" cx={middle.x} cy={middle.y} r="7" />
          {look.figure && <Chip x={middle.x} y={middle.y - 24} text={look.figure} />}
        </>
      );
    default:
      return (
        <>
          <rect class="item-body" x={x + 1} y={y + 1} width={width - 2} height={height - 2} rx="5" />
          <rect class="item-front" {...front(item, box)} rx="2" />
          <Inside item={item} box={box} look={look} />
        </>
      );
  }
}

/** Mark, name and figure: below each other where it is high, beside each other where it is flat. */
function Inside({ item, box, look }: { item: RoomItem; box: Box; look: ItemLook }) {
  const x = box.xCm + box.widthCm / 2;
  const y = box.yCm + box.depthCm / 2;
  const isFlat = box.depthCm < 70;
  const size = isFlat ? 16 : 20;
  const name = shorten(item.name, box.widthCm - (isFlat ? 30 : 0));
  const markX = isFlat ? box.xCm + 9 : x - size / 2 - (look.affected > 1 ? 9 : 0);
  const markY = isFlat ? y - size / 2 : y - size - 14;
  return (
    <>
      {look.state && (
        <svg
          class={`mark mark-${look.state} item-mark`}
          x={markX}
          y={markY}
          width={size}
          height={size}
          viewBox="0 0 16 16"
          aria-hidden="true"
        >
          <StateShape mark={look.state} />
        </svg>
      )}
      {look.affected > 1 && (
        <text class={`item-count state-${look.state}`} x={markX + size + 4} y={markY + size - 4}>
          {look.affected}
        </text>
      )}
      <text
        class={`item-name${isFlat ? ' is-flat' : ''}`}
        x={isFlat ? box.xCm + 30 : x}
        y={isFlat ? y + 5 : y + 8}
      >
        {name}
      </text>
      {!isFlat && look.figure && (
        <text class="item-figure" x={x} y={y + 26}>
          {look.figure}
        </text>
      )}
    </>
  );
}

/** What a sensor says, on a plate that can be read on every colour. */
function Chip({ x, y, text }: { x: number; y: number; text: string }) {
  const width = text.length * 9.5 + 14;
  return (
    <>
      <rect class="chip-body" x={x - width / 2} y={y - 12} width={width} height={24} rx="12" />
      <text class="chip-text" x={x} y={y + 5.5}>
        {text}
      </text>
    </>
  );
}

function Door({ item, box }: { item: RoomItem; box: Box }) {
  const { xCm: x, yCm: y, widthCm: width, depthCm: height } = box;
  const isLying = item.turn % 180 === 0;
  const reach = Math.max(width, height);
  const arc = isLying
    ? `M${x} ${y + height / 2}A${reach} ${reach} 0 0 ${item.turn === 0 ? 0 : 1} ${x + width} ${y + (item.turn === 0 ? 1 : -1) * 0.001 + height / 2}`
    : `M${x + width / 2} ${y}L${x + width / 2} ${y + height}`;
  return (
    <>
      <rect class="item-body" x={x} y={y} width={width} height={height} />
      <path class="item-swing" d={arc} />
    </>
  );
}

/** The strip that says where the front is. */
function front({ turn }: RoomItem, { xCm: x, yCm: y, widthCm: width, depthCm: height }: Box) {
  const thick = 5;
  const inset = 5;
  switch (turn) {
    case 0:
      return { x: x + inset, y: y + height - thick - 1, width: width - 2 * inset, height: thick };
    case 180:
      return { x: x + inset, y: y + 1, width: width - 2 * inset, height: thick };
    case 90:
      return { x: x + 1, y: y + inset, width: thick, height: height - 2 * inset };
    default:
      return { x: x + width - thick - 1, y: y + inset, width: thick, height: height - 2 * inset };
  }
}

/** As much of a name as there is room for; the whole of it is in the label. */
function shorten(name: string, widthCm: number): string {
  // A Chinese character is as wide as two Latin ones.
  let room = (widthCm - 6) / 8.2;
  let at = 0;
  for (const character of name) {
    room -= /[\u2e80-\uffff]/.test(character) ? 2 : 1;
    if (room < -0.4) return `${name.slice(0, Math.max(1, at - 1))}…`;
    at += character.length;
  }
  return name;
}
