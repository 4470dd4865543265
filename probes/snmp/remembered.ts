import type { Memory } from '../probe.ts';
import type { Learned } from '../profile/engine/raw.ts';
import type { SystemGroup } from './recognise.ts';
import type { Uptime } from './uptime.ts';

/** What is kept of a device beyond the life of the program. JSON. */
export interface Remembered {
  /** What it said when it was recognised; another answer is another device, or another firmware. */
  object: string;
  description: string;
  profile: string;
  why: string;
  /** UTC ms at which it was recognised. */
  atMs: number;
  learned: Learned;
  uptime?: Uptime;
}

/** Recognised anew after this, as profiles and firmware change. */
const COUNTS_FOR_MS = 86_400_000;

/** What is known of this device from before, when it still counts. */
export function recall(
  memory: Memory | undefined,
  key: string,
  { object, description }: SystemGroup,
  nowMs: number,
): Remembered | undefined {
  const known = memory?.get(key) as Remembered | undefined;
  if (known?.object !== object || known.description !== description) return undefined;
  return isStale(known, nowMs) ? undefined : known;
}

/** Whether it was recognised too long ago, or by a clock that went wrong. */
export function isStale({ atMs }: Pick<Remembered, 'atMs'>, nowMs: number): boolean {
  return nowMs - atMs > COUNTS_FOR_MS || atMs > nowMs;
}
