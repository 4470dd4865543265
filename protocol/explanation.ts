import * as z from 'zod';
import { DeviceLimits } from './device-limits.ts';

/** What asking one device once brought, with its reasons: the answer of `check`, of recognition and of a sweep. */
export const Explanation = z.strictObject({
  /** What the device is, as far as it can be told; null when asking never got that far. */
  recognised: z
    .strictObject({
      /** Name of the profile, such as `huawei-vrp`. */
      profile: z.string().max(64),
      /** Kind of target: `switch`, `firewall`, `ups` … */
      kind: z.string().max(32),
      vendor: z.string().max(64),
      model: z.string().max(200),
      /** As the device calls itself. */
      name: z.string().max(200),
      /** Which evidence decided, for people. */
      why: z.string().max(500),
    })
    .nullable(),
  readings: z
    .array(
      z.strictObject({
        metric: z.string(),
        labels: z.record(z.string(), z.string()),
        value: z.number().nullable(),
        unit: z.string(),
        /** The word for the value of a state; empty for numbers. */
        word: z.string().max(64),
        limits: DeviceLimits.optional(),
      }),
    )
    .max(5_000),
  /** Read and left out, with the reason: an invalid value, an absent part, a row that is no sensor. */
  ignored: z.array(z.strictObject({ what: z.string().max(200), why: z.string().max(200) })).max(2_000),
  /** Each step with its time, in order. */
  timings: z
    .array(
      z.strictObject({
        step: z.string().max(100),
        ms: z.number(),
        /** Exchanges with the device. */
        requests: z.int(),
        /** Values that came. */
        values: z.int(),
      }),
    )
    .max(200),
});
export type Explanation = z.infer<typeof Explanation>;
