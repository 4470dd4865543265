import * as z from 'zod';

/** Things that stand in a room, as they are drawn from above. */
export const ROOM_ITEM_KINDS = [
  'rack',
  'cooling',
  'ups',
  'pdu',
  'sensor',
  'door',
  'wall',
  'cold_aisle',
  'hot_aisle',
] as const;
export type RoomItemKind = (typeof ROOM_ITEM_KINDS)[number];

/** Things that one plan may have. */
export const ITEMS_PER_PLAN = 1_000;
/** A room of a hundred metres is the largest. */
export const MOST_ROOM_CM = 10_000;

const plainText = z
  .string()
  .trim()
  .max(100)
  .regex(/^[^\p{Cc}]*$/u, 'control characters are not allowed');
const centimetres = (least: number) => z.int().min(least).max(MOST_ROOM_CM);

/** One thing on the plan. The sizes are those before it was turned, the place is the upper left corner after it. */
export const RoomItem = z.strictObject({
  id: z.string().min(1).max(160),
  kind: z.enum(ROOM_ITEM_KINDS),
  name: plainText.describe('of a rack: as the targets in it name it'),
  target: z.string().min(1).max(64).nullable().describe('the target that it is, if any'),
  xCm: centimetres(0),
  yCm: centimetres(0),
  widthCm: centimetres(5),
  depthCm: centimetres(5),
  turn: z
    .union([z.literal(0), z.literal(90), z.literal(180), z.literal(270)])
    .describe('degrees clockwise; at 0 the front is below'),
  units: z.int().min(0).max(60).describe('height of a rack; 0 for everything else'),
});
export type RoomItem = z.infer<typeof RoomItem>;

/** A room from above. */
export const RoomPlan = z
  .strictObject({
    widthCm: centimetres(200),
    depthCm: centimetres(200),
    items: z.array(RoomItem).max(ITEMS_PER_PLAN),
  })
  .superRefine(({ items }, context) => {
    const seen = new Set<string>();
    const once = (key: string, at: number, message: string): void => {
      if (seen.has(key)) context.addIssue({ code: 'custom', path: ['items', at], message });
      seen.add(key);
    };
    for (const [at, { id, kind, name, target }] of items.entries()) {
      once(`id ${id}`, at, `the id ${id} is there twice`);
      if (kind === 'rack' && name === '')
        context.addIssue({ code: 'custom', path: ['items', at, 'name'], message: 'a rack needs a name' });
      if (kind === 'rack') once(`rack ${name}`, at, `the rack ${name} is there twice`);
      if (target !== null) once(`target ${target}`, at, `the target ${target} is there twice`);
    }
  });
export type RoomPlan = z.infer<typeof RoomPlan>;
