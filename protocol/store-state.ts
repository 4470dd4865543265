/*
 * How the store is, and what history is lost: told to pages, to `/metrics` and to whoever asks the API.
 */
import * as z from 'zod';

/**
 * Why a store takes nothing now. `unreachable`: no connection; `no_answer`: it was reached and did not answer in time;
 * `refused`: it does not let us in; `unwell`: it answers with an error or with nonsense; `disk_full`: there is no room;
 * `emptied`: what was durable there is gone, the loss is being written down; `failed`: anything else.
 */
export const STORE_ERROR_CODES = [
  'unreachable',
  'no_answer',
  'refused',
  'unwell',
  'disk_full',
  'emptied',
  'failed',
] as const;
export const StoreErrorCode = z.enum(STORE_ERROR_CODES);
export type StoreErrorCode = z.infer<typeof StoreErrorCode>;

/** A store that takes nothing now, and when it is tried again. */
export const StoreTrouble = z.strictObject({
  code: StoreErrorCode,
  detail: z.string().describe('one sentence, for the log and whoever looks closer'),
  sinceMs: z.number().describe('when it took something last, or was tried first'),
  tries: z.int().describe('tries since then'),
  nextTryAtMs: z.number().nullable().describe('null while it is being tried'),
});
export type StoreTrouble = z.infer<typeof StoreTrouble>;

/** How far the store is behind the journal, and how fast that changes. */
export const StoreLag = z.strictObject({
  behindEntries: z.int().describe('entries of the journal that it has not got yet'),
  behindMs: z.number().describe('age of the oldest of them; 0 when it keeps up'),
  entriesPerSecond: z.number().describe('entries it got a second lately'),
  speed: z
    .number()
    .nullable()
    .describe('time of the journal that it gets through in the same time; null while it does not catch up'),
  leftMs: z.number().nullable().describe('until it has caught up at this speed; null where nobody can tell'),
});
export type StoreLag = z.infer<typeof StoreLag>;

const Fault = z.strictObject({
  code: z.enum(['corrupt_chunk', 'type_conflict', 'rejected']),
  fromMs: z.number().nullable(),
  toMs: z.number().nullable(),
  detail: z.string(),
});

const Warning = z.strictObject({
  code: z.enum(['no_deduplication', 'coarse_deduplication', 'short_retention', 'long_retention']),
  found: z.string(),
  wanted: z.string(),
});

/** Everything that a page says about the store. */
export const StoreState = z.strictObject({
  engine: z.enum(['embedded', 'influxdb', 'victoriametrics', 'memory']),
  address: z.string().describe('as in the setting `store`, without user and secret'),
  lag: StoreLag,
  trouble: StoreTrouble.nullable().describe('null when it takes what it is given'),
  failures: z.int().describe('failed tries since the start of the collector'),
  journal: z.strictObject({
    bytes: z.number().describe('entries that are kept'),
    limitBytes: z.number().describe('beyond it the oldest are dropped although the store has not got them'),
  }),
  series: z.int(),
  samples: z.number().describe('samples taken since the start of the collector'),
  diskBytes: z.number().describe('0 where the store is elsewhere'),
  memoryBytes: z.number(),
  rollupsPending: z.int(),
  strayFrames: z.int().describe('frames whose schema nobody knew'),
  warnings: z.array(Warning),
  faults: z.array(Fault).describe('the newest last, a bounded number'),
  faultsTotal: z.int().describe('all of them since the start of the collector'),
});
export type StoreState = z.infer<typeof StoreState>;

/**
 * Why entries of the journal are missing from the history. `limit`: the journal was full before the store or the records
 * had read them; `damaged`: they could not be read; `store_emptied`: the store had them and was emptied;
 * `store_put_back`: an older copy of the store was put in its place.
 */
export const LOSS_REASONS = ['limit', 'damaged', 'store_emptied', 'store_put_back'] as const;
export const LossReason = z.enum(LOSS_REASONS);
export type LossReason = z.infer<typeof LossReason>;

/** Entries of the journal that the history does not have. */
export const Loss = z.strictObject({
  reason: LossReason,
  from: z.int().describe('first position in the journal'),
  to: z.int().describe('last position in the journal'),
  entries: z.int(),
  fromMs: z.number().nullable().describe('arrival of the first of them; null: everything before `toMs`'),
  toMs: z.number().nullable().describe('arrival of what came after them; null where nobody can tell'),
  atMs: z.number().describe('when it was noticed'),
});
export type Loss = z.infer<typeof Loss>;
