/*
 * The JSON text messages beside the binary ones on an agent's socket (`/api/v1/agent`), and the answer of
 * `POST /api/v1/frames`, which is an `Acknowledgement`.
 *
 *   agent ──hello──────────────► collector      first message after the socket opens
 *   agent ◄─────────welcome───── collector      what of this epoch is already durable, and the agent's target
 *   agent ══schema, frame, record═► collector   binary
 *   agent ◄────acknowledged───── collector      only after the journal's sync
 *   agent ◄────schema_needed──── collector      send these schemas; their frames were not taken, send them again
 *   agent ◄────assignment─────── collector      what it shall do, with a revision
 *   agent ◄──────check────────── collector      run one probe once now
 *   agent ──checked────────────► collector
 */
import * as z from 'zod';

/** Inclusive range of sequences `[from, to]`. */
export const SequenceRange = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);
export type SequenceRange = z.infer<typeof SequenceRange>;

export const Hello = z.strictObject({
  type: z.literal('hello'),
  protocol: z.int(),
  version: z.string().max(32),
  /** 16 hex digits, new for each life of the outbox. */
  epoch: z.string().regex(/^[0-9a-f]{16}$/),
  /** Made anew by each run of the agent; two at once under one key are a cloned machine. */
  run: z.string().max(64),
  /** Hash over machine id, board serial and network addresses; equal on one machine over restarts. */
  machine: z.string().max(64),
  hostname: z.string().max(255),
  /** Revision of the assignment in force, 0 for none. */
  assignment: z.int().nonnegative(),
});
export type Hello = z.infer<typeof Hello>;

export const Welcome = z.strictObject({
  type: z.literal('welcome'),
  agent: z.string(),
  /** The target that stands for the machine on which the agent runs. */
  target: z.string(),
  /** Ranges of this epoch that are durable already. */
  have: z.array(SequenceRange),
});
export type Welcome = z.infer<typeof Welcome>;

/** Codes of refusals that sending again does not help. */
export const REFUSALS = [
  'foreign_target',
  'bad_schema',
  'too_many_series',
  'too_many_label_values',
  'wrong_width',
  /** Its time, as corrected, lies ahead of the collector's clock. */
  'from_future',
  'bad_record',
  /** So long missing, among so many others, that nobody can tell any more whether it had come before. */
  'given_up',
] as const;

export const Acknowledgement = z.strictObject({
  type: z.literal('acknowledged'),
  epoch: z.string(),
  /** Durable now; the agent may forget these. */
  ranges: z.array(SequenceRange),
  /** Never taken; the agent drops and counts these. */
  refused: z.array(
    z.strictObject({
      range: SequenceRange,
      code: z.enum(REFUSALS),
      detail: z.string(),
    }),
  ),
  /** Identities of schemas to send before their frames are sent again. */
  schemasNeeded: z.array(z.string()),
  /** Wait this long before sending more; 0 when nothing is wrong. */
  retryAfterMs: z.int().nonnegative(),
});
export type Acknowledgement = z.infer<typeof Acknowledgement>;

/** Settings that the collector hands to an agent; the agent's own file bounds what it accepts. */
export const Assignment = z.strictObject({
  type: z.literal('assignment'),
  revision: z.int().positive(),
  /** Probe name → its configuration, merged over the agent's file. */
  probes: z.record(z.string(), z.json()),
});
export type Assignment = z.infer<typeof Assignment>;

export const Check = z.strictObject({
  type: z.literal('check'),
  id: z.string().max(64),
  probe: z.string().max(64),
  timeoutMs: z.int().min(100).max(60_000),
});
export type Check = z.infer<typeof Check>;

export const Checked = z.strictObject({
  type: z.literal('checked'),
  id: z.string().max(64),
  ok: z.boolean(),
  durationMs: z.number(),
  /** Why it failed; empty when it did not. */
  error: z.string().max(2_000),
  readings: z.array(
    z.strictObject({
      metric: z.string(),
      labels: z.record(z.string(), z.string()),
      value: z.number().nullable(),
    }),
  ),
});
export type Checked = z.infer<typeof Checked>;

export const FromAgent = z.discriminatedUnion('type', [Hello, Checked]);
export const ToAgent = z.discriminatedUnion('type', [Welcome, Acknowledgement, Assignment, Check]);
export type ToAgent = z.infer<typeof ToAgent>;

/** `POST /api/v1/enrol`: a one-time token is exchanged for a key of the agent's own. */
export const EnrolRequest = z.strictObject({
  token: z.string().min(1).max(200),
  hostname: z.string().min(1).max(255),
  machine: z.string().max(64),
});
export const EnrolResponse = z.strictObject({
  agent: z.string(),
  target: z.string(),
  key: z.string(),
});
export type EnrolResponse = z.infer<typeof EnrolResponse>;
