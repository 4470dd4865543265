import * as z from 'zod';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$|^24:00$/, 'a time of day such as 08:30');

/** One span of the week. `working` and `non_working` follow the calendar of the organisation, with its make-up days. */
export const WeekSpan = z.strictObject({
  days: z
    .array(z.enum(['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun', 'working', 'non_working']))
    .min(1)
    .max(9),
  from: timeOfDay,
  /** Before `from` or equal to it: it ends on the next day. */
  to: timeOfDay,
});
export type WeekSpan = z.infer<typeof WeekSpan>;

/** Hours in the zone of the organisation; no span: always. */
export const Hours = z.array(WeekSpan).max(20).default([]);
export type Hours = z.infer<typeof Hours>;

/** When something holds: once, or again and again by a cron expression in the zone of the organisation. */
export const Times = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('once'), fromMs: z.number(), toMs: z.number() }),
  z.strictObject({
    kind: z.literal('repeated'),
    cron: z.string().max(100),
    durationMs: z
      .int()
      .min(60_000)
      .max(31 * 86_400_000),
    fromMs: z.number(),
    /** Null: until somebody ends it. */
    untilMs: z.number().nullable(),
  }),
  z.strictObject({
    kind: z.literal('hours'),
    hours: Hours,
    fromMs: z.number(),
    untilMs: z.number().nullable(),
  }),
]);
export type Times = z.infer<typeof Times>;
