const SMALLEST_BYTES = 16 * 1024;
const LARGEST_BYTES = 256 * 1024;

/** What a backlog message may hold at first. */
export const FIRST_BATCH_BYTES = 64 * 1024;

/**
 * What the next backlog message may hold, from how long the last one took: on a thin line a large one would make
 * live values wait behind it, on a good one small ones waste round trips.
 */
export function nextBatchBytes(currentBytes: number, roundTripMs: number): number {
  if (roundTripMs > 1_000) return Math.max(SMALLEST_BYTES, currentBytes / 2);
  if (roundTripMs < 250) return Math.min(LARGEST_BYTES, currentBytes * 2);
  return currentBytes;
}
