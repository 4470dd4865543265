import type { RoomItem } from '#protocol/room.ts';
import { boxOf } from '#protocol/room-box.ts';

const REACH_CM = 130;

/** Where an air conditioner that runs blows its air: three lines from its front. */
export function AirFlow({ item }: { item: RoomItem }) {
  const { xCm, yCm, widthCm, depthCm } = boxOf(item);
  const isLying = item.turn % 180 === 0;
  const along = isLying ? widthCm : depthCm;
  const lines = [0.22, 0.5, 0.78].map((share) => {
    const reach = REACH_CM * (share === 0.5 ? 1 : 0.75);
    const offset = (share - 0.5) * along;
    const wave = `q${reach * 0.25} ${-14} ${reach * 0.5} 0t${reach * 0.5} 0`;
    return `M${6} ${offset}${wave}m-11 -7l11 7l-11 7`;
  });
  // Drawn towards the right, and turned to where the front is.
  const degrees = { 0: 90, 90: 180, 180: 270, 270: 0 }[item.turn];
  const middle = { x: xCm + widthCm / 2, y: yCm + depthCm / 2 };
  const half = (isLying ? depthCm : widthCm) / 2;
  return (
    <path
      class="air-flow"
      transform={`translate(${middle.x} ${middle.y}) rotate(${degrees}) translate(${half} 0)`}
      d={lines.join('')}
    />
  );
}
