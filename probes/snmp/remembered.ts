import * as z from 'zod';
import type { Memory } from '../probe.ts';
import type { SystemGroup } from './recognise.ts';

const Clock = z.object({ seconds: z.number(), wraps: z.number() }).optional();

/** What is kept of a device beyond the life of the program. */
const Remembered = z.object({
  /** What it said when it was recognised; another answer is another device, or another firmware. */
  object: z.string(),
  description: z.string(),
  profile: z.string(),
  why: z.string(),
  /** UTC ms at which it was recognised. */
  atMs: z.number(),
  learned: z.object({
    places: z.record(z.string(), z.string()),
    groups: z.record(z.string(), z.string()),
    scales: z.record(z.string(), z.number()),
  }),
  uptime: z
    .object({
      atMs: z.number(),
      seconds: z.number(),
      restarts: z.number(),
      clocks: z.object({ system: Clock, host: Clock, engineSeconds: Clock }),
    })
    .optional(),
});
export type Remembered = z.infer<typeof Remembered>;

/** Recognised anew after this, as profiles and firmware change. */
const COUNTS_FOR_MS = 86_400_000;

/** What is known of this device from before, when it still counts. */
export function recall(
  memory: Memory | undefined,
  key: string,
  { object, description }: SystemGroup,
  nowMs: number,
): Remembered | undefined {
  // Another version of the program may have written it.
  const known = Remembered.safeParse(memory?.get(key)).data;
  if (known?.object !== object || known.description !== description) return undefined;
  return isStale(known, nowMs) ? undefined : known;
}

/** Whether it was recognised too long ago, or by a clock that went wrong. */
export function isStale({ atMs }: Pick<Remembered, 'atMs'>, nowMs: number): boolean {
  return nowMs - atMs > COUNTS_FOR_MS || atMs > nowMs;
}
