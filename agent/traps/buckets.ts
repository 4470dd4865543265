/** So much a second for each source and for all together; what is more is counted. Time is an argument. */
export interface Buckets {
  /** False when the source, or all together, have had their share. */
  take(source: string, nowMs: number): boolean;
}

export interface BucketsOptions {
  perSource: number;
  total: number;
  /** Sources that are told apart; more of them share what is left of the total. */
  maxSources: number;
}

interface Bucket {
  tokens: number;
  atMs: number;
}

export function createBuckets({ perSource, total, maxSources }: BucketsOptions): Buckets {
  const sources = new Map<string, Bucket>();
  const all: Bucket = { tokens: total, atMs: 0 };
  return {
    take(source, nowMs) {
      return drop(bucketOf(source, nowMs), perSource, nowMs) && drop(all, total, nowMs);
    },
  };

  function bucketOf(source: string, nowMs: number): Bucket {
    let bucket = sources.get(source);
    if (bucket !== undefined) return bucket;
    // A flood of made-up sources: whoever has been quiet for a second is as good as new.
    if (sources.size >= maxSources)
      for (const [key, { atMs }] of sources) if (nowMs - atMs > 1_000) sources.delete(key);
    bucket = { tokens: perSource, atMs: nowMs };
    if (sources.size < maxSources) sources.set(source, bucket);
    return bucket;
  }
}

/** Takes one, after what time has brought back: all of it in a second. */
function drop(bucket: Bucket, size: number, nowMs: number): boolean {
  bucket.tokens = Math.min(size, bucket.tokens + ((nowMs - bucket.atMs) / 1_000) * size);
  bucket.atMs = nowMs;
  if (bucket.tokens < 1) return false;
  bucket.tokens--;
  return true;
}
