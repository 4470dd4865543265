import * as z from 'zod';
import { SequenceRange } from './session.ts';

/**
 * Data of a record of kind `event` and key `outbox_loss`: sequences that were numbered and will never arrive, so
 * that a gap has a reason.
 */
export const OutboxLoss = z.strictObject({
  /** 16 hex digits. */
  epoch: z.string(),
  ranges: z.array(SequenceRange).max(1_000),
  /** No room on disk, no room in memory while the disk could not be written, or a damaged file. */
  reason: z.enum(['outbox_full', 'memory_full', 'damaged']),
});
export type OutboxLoss = z.infer<typeof OutboxLoss>;

/** Key of the event that carries an `OutboxLoss`. */
export const OUTBOX_LOSS = 'outbox_loss';

/**
 * Data of a record of kind `agent_report`, whose key is the probe's name: sent when the state of a probe changes.
 */
export const ProbeReport = z.strictObject({
  probe: z.string().max(64),
  ok: z.boolean(),
  /** Why it failed; empty when it did not. */
  error: z.string().max(2_000),
  /** What it left out and why, such as a dead mount. */
  skipped: z.array(z.strictObject({ what: z.string().max(200), why: z.string().max(200) })).max(200),
});
export type ProbeReport = z.infer<typeof ProbeReport>;

/** Data of a record of kind `agent_report` and key `assignment`: what of an assignment the agent will not do. */
export const AssignmentReport = z.strictObject({
  revision: z.int().nonnegative(),
  refused: z
    .array(
      z.strictObject({
        probe: z.string().max(64),
        why: z.string().max(500),
        /** The target that is not asked; absent where it is about the agent's own machine. */
        target: z.string().max(64).optional(),
      }),
    )
    .max(200),
});
export type AssignmentReport = z.infer<typeof AssignmentReport>;

/** Key of the record that carries an `AssignmentReport`; no probe may have this name. */
export const ASSIGNMENT_REPORT = 'assignment';
