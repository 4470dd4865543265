import * as z from 'zod';

export const PAGE_LIMIT = { default: 200, max: 1_000 } as const;

/** `cursor` of a list, made by `toCursor`. What stands in it is the list's own business, checked by `point`. */
export function cursorOf<Point extends z.ZodType>(point: Point) {
  return z
    .string()
    .max(1_000)
    .transform((text, context): z.output<Point> => {
      const result = point.safeParse(parse(text));
      if (result.success) return result.data as z.output<Point>;
      context.addIssue({
        code: 'custom',
        message: 'not a cursor of this list: use the `next` of an earlier answer',
      });
      return z.NEVER;
    })
    .optional();
}

/** `limit` of a list. */
export const limit = z.coerce.number().int().min(1).max(PAGE_LIMIT.max).default(PAGE_LIMIT.default);

/** Asked for with one more than fits: the page, and the cursor of the following one or null at the end. */
export function toPage<Item>(
  items: readonly Item[],
  size: number,
  pointOf: (last: Item) => unknown,
): { items: Item[]; next: string | null } {
  const page = items.slice(0, size);
  const last = page.at(-1);
  if (items.length <= size || last === undefined) return { items: page, next: null };
  return { items: page, next: toCursor(pointOf(last)) };
}

/** What a list names as `next`, for the point at which it goes on. */
export function toCursor(point: unknown): string {
  return Buffer.from(JSON.stringify(point)).toString('base64url');
}

function parse(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
