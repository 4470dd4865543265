import * as z from 'zod';

/** Kinds of things that are known but are no sample; the list is open for probes, these are the shipped ones. */
export const RECORD_KINDS = ['inventory', 'top_processes', 'text_state', 'event', 'agent_report'] as const;

/**
 * A fact with a time that is no number: an inventory, the top processes, an event.
 * The newest record of a (target, kind, key) is its present state; `event` records are kept as history.
 */
export const WireRecord = z.strictObject({
  target: z.string().min(1).max(64),
  /** One of `RECORD_KINDS` or a probe's own, in snake_case. */
  kind: z.string().regex(/^[a-z][a-z0-9_]{0,63}$/),
  /** Tells records of one kind on one target apart; empty where there is only one. */
  key: z.string().max(200),
  data: z.json(),
});
export type WireRecord = z.infer<typeof WireRecord>;
