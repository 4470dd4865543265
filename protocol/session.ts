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
 *   agent ──claim──────────────► collector      targets that stand in the agent's own file
 *   agent ◄─────claimed───────── collector      their ids
 *   agent ◄─────discover──────── collector      sweep these addresses; `discover_stop` ends it
 *   agent ──discovered─────────► collector      again and again, until it is done
 *   agent ◄─────stand_in──────── collector      its place among those that tell people when no collector answers
 */
import * as z from 'zod';
import { Explanation } from './explanation.ts';
import { PROBE_STATES } from './probe-state.ts';

/** Inclusive range of sequences `[from, to]`. */
export const SequenceRange = z.tuple([z.int().nonnegative(), z.int().nonnegative()]);
export type SequenceRange = z.infer<typeof SequenceRange>;

/** Name of a network zone. */
export const Zone = z
  .string()
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} ._-]{0,63}$/u, 'letters, digits, space, dot, dash');

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
  /** The network zone whose targets it polls; absent: it polls none. */
  zone: Zone.optional(),
  /** X25519 public key, base64url of its 32 bytes: what is sealed with it only this agent can open. */
  sealingKey: z
    .string()
    .regex(/^[A-Za-z0-9_-]{43}$/)
    .optional(),
  /** It can tell people by itself that no collector hears it. */
  alone: z.boolean().optional(),
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

/** A secret for one agent: opens with its sealing key only, see `protocol/sealing.ts`. */
export const Sealed = z.string().max(16_384);

/** How one target is asked by one probe. */
export const Poll = z.strictObject({
  /** Name of a probe that reaches out, such as `snmp`. */
  probe: z.string().max(64),
  everyMs: z.int().min(1_000).max(86_400_000),
  /** What the probe's configuration says beside `address` and the credential. */
  settings: z.record(z.string(), z.json()),
  /** JSON object that is laid over the settings: community, user, password … */
  sealed: Sealed.optional(),
});
export type Poll = z.infer<typeof Poll>;

/** A target that an agent asks for the collector. */
export const AssignedTarget = z.strictObject({
  id: z.string().min(1).max(64),
  name: z.string().max(200),
  /** Host name or IP address; the agent's own file bounds where it may lie. */
  address: z.string().min(1).max(255),
  polls: z.array(Poll).max(16),
});
export type AssignedTarget = z.infer<typeof AssignedTarget>;

/** Settings that the collector hands to an agent; the agent's own file bounds what it accepts. */
export const Assignment = z.strictObject({
  type: z.literal('assignment'),
  revision: z.int().positive(),
  /** Probe name → its configuration, merged over the agent's file. */
  probes: z.record(z.string(), z.json()),
  /** All targets that it polls for its zone. */
  targets: z.array(AssignedTarget).max(10_000).optional(),
});
export type Assignment = z.infer<typeof Assignment>;

export const Check = z.strictObject({
  type: z.literal('check'),
  id: z.string().max(64),
  probe: z.string().max(64),
  timeoutMs: z.int().min(100).max(60_000),
  /** Something elsewhere that is asked with settings of its own, such as a device that nobody watches yet. */
  remote: z
    .strictObject({
      address: z.string().min(1).max(255),
      settings: z.record(z.string(), z.json()),
      sealed: Sealed.optional(),
    })
    .optional(),
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
  /** How it went, by the words of `PROBE_STATES`. */
  state: z.enum(PROBE_STATES).optional(),
  /** For probes that can give reasons. */
  explanation: Explanation.optional(),
});
export type Checked = z.infer<typeof Checked>;

/** Targets of the agent's own file; the answer is `Claimed`. */
export const Claim = z.strictObject({
  type: z.literal('claim'),
  targets: z
    .array(
      z.strictObject({
        name: z.string().min(1).max(200),
        address: z.string().min(1).max(255),
        kind: z.string().regex(/^[a-z][a-z0-9_]{0,31}$/),
      }),
    )
    .max(5_000),
});
export type Claim = z.infer<typeof Claim>;

/** Ids of claimed targets; those with the same name in the agent's organisation and zone stay the same. */
export const Claimed = z.strictObject({
  type: z.literal('claimed'),
  targets: z.array(z.strictObject({ name: z.string(), id: z.string() })),
  refused: z.array(z.strictObject({ name: z.string(), why: z.string() })),
});
export type Claimed = z.infer<typeof Claimed>;

/** A sweep of addresses that a person named. */
export const Discover = z.strictObject({
  type: z.literal('discover'),
  id: z.string().max(64),
  /** Addresses, networks such as `10.1.0.0/24`, ranges such as `10.1.0.10-10.1.0.40`. */
  ranges: z.array(z.string().max(64)).min(1).max(64),
  /** Tried in this order at each address. */
  credentials: z
    .array(
      z.strictObject({
        id: z.string().max(64),
        probe: z.string().max(64),
        settings: z.record(z.string(), z.json()),
        sealed: Sealed.optional(),
      }),
    )
    .max(16),
  /** Addresses a second. */
  rate: z.number().min(1).max(200),
});
export type Discover = z.infer<typeof Discover>;

export const DiscoverStop = z.strictObject({ type: z.literal('discover_stop'), id: z.string().max(64) });

/** How far a sweep is, and what it found since the last message. */
export const Discovered = z.strictObject({
  type: z.literal('discovered'),
  id: z.string().max(64),
  asked: z.int().nonnegative(),
  total: z.int().nonnegative(),
  done: z.boolean(),
  /** Why it ended early; empty when it did not. */
  error: z.string().max(500),
  found: z
    .array(
      z.strictObject({
        address: z.string().max(255),
        probe: z.string().max(64),
        /** Id of the credential that opened it; empty when something is there that no credential opens. */
        credential: z.string().max(64),
        recognised: Explanation.shape.recognised,
      }),
    )
    .max(500),
});
export type Discovered = z.infer<typeof Discovered>;

/** How many agents of its zone tell people before this one when no collector answers any more. */
export const StandIn = z.strictObject({ type: z.literal('stand_in'), rank: z.int().nonnegative() });
export type StandIn = z.infer<typeof StandIn>;

export const FromAgent = z.discriminatedUnion('type', [Hello, Checked, Claim, Discovered]);
export const ToAgent = z.discriminatedUnion('type', [
  Welcome,
  Acknowledgement,
  Assignment,
  Check,
  Claimed,
  Discover,
  DiscoverStop,
  StandIn,
]);
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
