import * as z from 'zod';

const HOUR_MS = 3_600_000;

/** When an organisation drills by itself, month by month. Nothing is sent while it has no contact that can be told. */
export const DrillPlan = z.strictObject({
  enabled: z.boolean().default(true),
  day: z.int().min(1).max(28).default(10).describe('of the month'),
  at: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day such as 10:00')
    .default('10:00')
    .describe('in the zone of the organisation'),
  workingDay: z.boolean().default(true).describe('a day off gives way to the next working day'),
  answerWithinMs: z
    .int()
    .min(HOUR_MS)
    .max(7 * 24 * HOUR_MS)
    .default(24 * HOUR_MS),
});
export type DrillPlan = z.infer<typeof DrillPlan>;

/** Why a call of a drill did not arrive, where it is known here: words are made of it. */
export const DRILL_FAILURES = [
  '',
  /** No channel that can be used reaches the contact. */
  'no_channel',
  'channel_disabled',
  'contact_gone',
  /** The other side refused it; `answer` says with what words. */
  'refused',
  'given_up',
  /** It still waited when the drill ended. */
  'not_in_time',
] as const;
export type DrillFailure = (typeof DRILL_FAILURES)[number];

/** One call of a drill: to a channel as it is (no contact), or to a contact by a channel. */
export const DrillCall = z.strictObject({
  channel: z.string().describe('empty: no channel reaches the contact'),
  contact: z.string(),
  name: z.string().describe('of the contact, at the time'),
  state: z.enum(['waiting', 'delivered', 'failed']),
  code: z.enum(DRILL_FAILURES),
  attempts: z.int(),
  sentAtMs: z.number().nullable().describe('of the last attempt'),
  deliveredAtMs: z.number().nullable(),
  answer: z.string().describe('what the other side said last'),
  answeredAtMs: z.number().nullable(),
  answeredBy: z.string().describe('who was signed in; empty: by the link of the call'),
});
export type DrillCall = z.infer<typeof DrillCall>;

/** A drill, and what became of it so far. */
export const Drill = z.strictObject({
  id: z.string(),
  organisation: z.string(),
  begunBy: z.string().describe('empty: by the plan'),
  begunAtMs: z.number(),
  untilMs: z.number().describe('answers count until then'),
  endedAtMs: z.number().nullable(),
});
export type Drill = z.infer<typeof Drill>;

/** A drill with all of its calls. */
export const DrillReport = Drill.extend({
  calls: z.array(DrillCall),
  unanswered: z.array(z.string()).describe('contacts that have answered none of their calls'),
  undelivered: z.array(z.string()).describe('channels that did not take their own call'),
});
export type DrillReport = z.infer<typeof DrillReport>;
