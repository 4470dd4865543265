import * as z from 'zod';

/** What people say was behind an alert when they close it. */
export const ALERT_CAUSES = [
  'hardware',
  'network',
  'power',
  'cooling',
  'software',
  'configuration',
  'capacity',
  'external',
  'planned_work',
  'false_alarm',
  'unknown',
] as const;
export const AlertCause = z.enum(ALERT_CAUSES);
export type AlertCause = z.infer<typeof AlertCause>;

/** What a person says with a deed; several lines are fine. */
const words = z
  .string()
  .trim()
  .max(1_000)
  .regex(/^(?:[^\p{Cc}]|[\n\r\t])*$/u, 'control characters are not allowed');
const comment = words.default('');

/** What people do with an alert. Each is a fact beside its state: what the values say is not touched. */
export const AlertDeed = z.discriminatedUnion('action', [
  /** Somebody has taken notice. */
  z.strictObject({ action: z.literal('acknowledge'), comment }),
  z.strictObject({ action: z.literal('unacknowledge'), comment }),
  z.strictObject({ action: z.literal('comment'), comment: words.min(1) }),
  /** Somebody of the organisation sees to it, by name; null: nobody any more. */
  z.strictObject({ action: z.literal('assign'), to: z.string().min(1).max(100).nullable(), comment }),
  /** I see to it. */
  z.strictObject({ action: z.literal('claim'), comment }),
  /** The work on it is done, and this was behind it. */
  z.strictObject({ action: z.literal('close'), cause: AlertCause, comment }),
  z.strictObject({ action: z.literal('reopen'), comment }),
]);
export type AlertDeed = z.infer<typeof AlertDeed>;

/** Why a deed was not done; trying again helps none of them. */
export const DEED_REFUSALS = [
  /** It is gone, or was never there for this person. */
  'unknown_alert',
  /** It has not fired: there is nothing to work on yet. */
  'pending',
  'not_firing',
  'already_acknowledged',
  'not_acknowledged',
  /** The same person has it, or nobody had it. */
  'already_assigned',
  /** There is no such person who may see the alert. */
  'unknown_person',
  /** Its work is done: reopen it first. */
  'closed',
  'not_closed',
] as const;
export const DeedRefusal = z.enum(DEED_REFUSALS);
export type DeedRefusal = z.infer<typeof DeedRefusal>;

/** Alerts that one request may work on. */
export const DEED_ALERTS = 500;
