import * as z from 'zod';

/**
 * Data of a record of kind `config`: the configuration of a device as it was read, with its secrets masked. One that
 * does not fit into a record comes in several, all with the same hash, in any order.
 */
export const ConfigRecord = z.strictObject({
  /** What runs on the device, such as `huawei-vrp`; also the record's key, with `/<part>` behind it from the second on. */
  platform: z.string().min(1).max(64),
  /** SHA-256 of the whole masked text, hex. */
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  /** Counts from 1. */
  part: z.int().min(1).max(64),
  parts: z.int().min(1).max(64),
  text: z.string(),
});
export type ConfigRecord = z.infer<typeof ConfigRecord>;

/** Kind of the records that carry a `ConfigRecord`. */
export const CONFIG_KIND = 'config';
